"""What the public may do and see: filing, the own case, its dates and its documents."""
