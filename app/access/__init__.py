"""Who may do what. One policy, asked by every use case; it reads nothing by itself and knows no HTTP."""
