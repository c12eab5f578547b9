"""Files of a case: the blob store, document templates and the PDF they become.

Knows bytes, templates and pages; not the database, not who may read a file and not what a case is.
"""

from app.documents.blobs import BlobDamagedError, BlobMissingError, BlobStore, Scanner

__all__ = ["BlobDamagedError", "BlobMissingError", "BlobStore", "Scanner"]
