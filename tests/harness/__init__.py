"""What tests share: databases, a browser, a mail server, a runtime. Knows no use case and no rule of law."""
