"""Official documents (公文): their numbers, versions, register, publication, archive, exchange."""
