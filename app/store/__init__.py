"""The database: tables by family and the queries that belong to them. Knows no use case and no engine."""
