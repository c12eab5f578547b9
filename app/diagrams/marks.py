"""The small pictures in a BPMN drawing: task icons, event symbols, gateway marks, state badges.

Every mark is a path around the origin, so that the caller only has to place it. Source: BPMN 2.0.2 chapter 7.
"""

TASK_ICONS: dict[str, tuple[str, ...]] = {
    "userTask": ("M-3.2,-3.6a3.2,3.2 0 1 0 6.4,0a3.2,3.2 0 1 0 -6.4,0Z", "M-6,6.5c0,-8.5 12,-8.5 12,0Z"),
    "manualTask": (
        "M-6,0h8a1.5,1.5 0 0 1 0,3h-3M-6,-4h6a1.5,1.5 0 0 1 0,3h-2M-6,-4v8l2,2h5a1.5,1.5 0 0 0 0,-3",
    ),
    "serviceTask": (
        (
            "M-1.3,-6.5h2.6l.4,1.8l1.5,.6l1.6,-1l1.8,1.8l-1,1.6l.6,1.5l1.8,.4v2.6l-1.8,.4l-.6,1.5l1,1.6l-1.8,1.8l-1.6,-1"
            "l-1.5,.6l-.4,1.8h-2.6l-.4,-1.8l-1.5,-.6l-1.6,1l-1.8,-1.8l1,-1.6l-.6,-1.5l-1.8,-.4v-2.6l1.8,-.4l.6,-1.5"
            "l-1,-1.6l1.8,-1.8l1.6,1l1.5,-.6Z"
        ),
        "M-2.3,1a2.3,2.3 0 1 0 4.6,0a2.3,2.3 0 1 0 -4.6,0Z",
    ),
    "businessRuleTask": ("M-6.5,-5h13v10h-13Z", "M-6.5,-2h13M-6.5,1.5h13M-2.5,-2v7"),
    "scriptTask": (
        "M-4,-6h8c-4,3 -4,5 0,7c2,2 0,4 -1,5h-8c4,-3 4,-5 0,-7c-2,-2 0,-4 1,-5Z",
        "M-2,-3h4M-2,0h4M-1,3h4",
    ),
    "sendTask": ("M-6.5,-4.5h13v9h-13Z", "M-6.5,-4.5l6.5,5l6.5,-5"),
    "receiveTask": ("M-6.5,-4.5h13v9h-13Z", "M-6.5,-4.5l6.5,5l6.5,-5"),
}

EVENT_SYMBOLS: dict[str, str] = {
    "timer": "M-9,0a9,9 0 1 0 18,0a9,9 0 1 0 -18,0ZM0,-6.5V0L4,2.5M0,-9v2M0,9v-2M-9,0h2M9,0h-2",
    "message": "M-8,-5.5h16v11h-16ZM-8,-5.5l8,6l8,-6",
    "signal": "M0,-8l8,13h-16Z",
    "error": "M-7,7l4,-12l5,7l5,-9l-4,13l-5,-7Z",
    "escalation": "M0,-9l6,15l-6,-6l-6,6Z",
    "conditional": "M-7,-8h14v16h-14ZM-4,-4h8M-4,0h8M-4,4h8",
    "compensate": "M-8,0l7,-6v12ZM-1,0l7,-6v12Z",
    "link": "M-8,-3h8v-4l8,7l-8,7v-4h-8Z",
    "terminate": "M-9,0a9,9 0 1 0 18,0a9,9 0 1 0 -18,0Z",
    "cancel": "M-7,-5l2,-2l5,5l5,-5l2,2l-5,5l5,5l-2,2l-5,-5l-5,5l-2,-2l5,-5Z",
    "multiple": "M0,-9l9,6.5l-3.5,10.5h-11l-3.5,-10.5Z",
}

GATEWAY_MARKS: dict[str, str] = {
    "exclusiveGateway": "M-7,-7L7,7M7,-7L-7,7",
    "parallelGateway": "M-10,0H10M0,-10V10",
    "inclusiveGateway": "M-9,0a9,9 0 1 0 18,0a9,9 0 1 0 -18,0Z",
    "eventBasedGateway": "M-12,0a12,12 0 1 0 24,0a12,12 0 1 0 -24,0ZM0,-7l7,5l-2.7,8h-8.6l-2.7,-8Z",
    "complexGateway": "M-10,0H10M0,-10V10M-7,-7L7,7M7,-7L-7,7",
}

LOOP_MARKS: dict[str, str] = {
    "parallel": "M-4,-6v12M0,-6v12M4,-6v12",
    "sequential": "M-6,-4h12M-6,0h12M-6,4h12",
    "standard": "M-3,5a6,6 0 1 1 5,0M2,5l4,-1M2,5l1,-5",
}

STATE_MARKS: dict[str, str] = {
    "done": "M-4,0l3,3.2l5.4,-6.4",
    "active": "M-3,-4.5l7,4.5l-7,4.5Z",
    "waiting": "M-3.5,-4.5h7l-7,9h7Z",
    "overdue": "M0,-5v6M0,3.6v1.4",
    "cancelled": "M-4,-4L4,4M4,-4L-4,4",
}
FILLED_STATES = frozenset({"active", "waiting"})
