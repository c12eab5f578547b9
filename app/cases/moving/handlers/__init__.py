"""What the worker does for each kind of job, one kind a file.

A handler does its slow or outside work first, without a transaction, and returns the finishing step, which
runs in one transaction with the job's own end: database effects happen exactly once, outside effects at
least once (they carry the job's key).
"""
