"""Numbers of official documents (文号): series of an organ, drawing, making void, the registrar's page."""
