"""Files are deployed together or not at all; what is wrong is named by file, line and element."""

import pytest

from tests.harness.supplies import PROCESS, deploy, read, start

FORM = read("approve-order.form")
DRAWING = read("order.bpmn")


def definitions(client):
    return client.found("/process-definitions/search", filter={"processDefinitionId": PROCESS})


def test_the_same_files_keep_their_versions(clerk):
    first = deploy(clerk, order_bpmn=DRAWING, approve__order_form=FORM).json
    again = deploy(clerk, order_bpmn=DRAWING, approve__order_form=FORM).json
    changed = deploy(clerk, order_bpmn=DRAWING.replace("核对库存".encode(), "查库存".encode())).json

    def keys(answer):
        return [
            one["processDefinition"]["processDefinitionKey"]
            for one in answer["deployments"]
            if one["processDefinition"]
        ]

    assert keys(first) == keys(again) != keys(changed)
    assert [one["version"] for one in definitions(clerk)] == [1, 2]


def test_the_drawing_is_given_back_as_its_author_wrote_it(clerk):
    deploy(clerk, order_bpmn=DRAWING, approve__order_form=FORM)
    [definition] = definitions(clerk)

    xml = clerk.get(f"/process-definitions/{definition['processDefinitionKey']}/xml")

    assert xml.data == DRAWING
    assert b"acme:audit" in xml.data


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"order_bpmn": DRAWING}, ["order.bpmn", "approve", "approve-order"]),
        ({"order_bpmn": b"<not xml", "approve__order_form": FORM}, ["order.bpmn"]),
        ({"order_bpmn": DRAWING, "approve__order_form": b"{"}, ["approve-order.form"]),
        ({"order_bpmn": DRAWING, "approve__order_form": FORM, "notes_txt": b"x"}, ["notes.txt"]),
        (
            {
                "order_bpmn": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                + DRAWING.split(b"?>", 1)[1],
                "approve__order_form": FORM,
            },
            ["order.bpmn", "DOCTYPE"],
        ),
        (
            {"order_bpmn": DRAWING.replace(b"userTask", b"complexGateway", 2), "approve__order_form": FORM},
            ["order.bpmn"],
        ),
        ({}, ["没有文件"]),
    ],
)
def test_one_bad_file_deploys_nothing_and_is_named(clerk, files, told):
    answer = deploy(clerk, **files)

    assert answer.status_code == 400
    assert [word for word in told if word not in answer.json["detail"]] == []
    assert definitions(clerk) == []
    assert clerk.found("/resources/search", filter={"resourceId": "approve-order"}) == []


def test_a_form_deployed_before_is_found_by_a_later_drawing(clerk):
    deploy(clerk, approve__order_form=FORM)

    assert deploy(clerk, order_bpmn=DRAWING).status_code == 200
    assert start(clerk, order="o-1")


def test_a_clerk_may_not_deploy(api_client):
    assert deploy(api_client("dingning"), order_bpmn=DRAWING).status_code == 403


def test_a_huge_file_is_refused(clerk):
    huge = b"<x>" + b" " * 6_000_000 + b"</x>"

    answer = deploy(clerk, order_bpmn=huge)

    assert answer.status_code == 400
    assert "order.bpmn" in answer.json["detail"]
