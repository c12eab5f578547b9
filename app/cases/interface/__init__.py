"""What programs may do and read over the interface beside what people do on pages; the same policy decides."""
