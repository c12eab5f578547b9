"""`/v2`: process work in the shapes of the Camunda 8 Orchestration Cluster API, so that its official clients connect.

One module a resource: shapes, then routes that read a request, call one use case and answer. `operation` declares
what a route takes and gives; the OpenAPI document is written from the same declarations.
"""
