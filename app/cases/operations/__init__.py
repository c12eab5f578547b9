"""Acts on a running case beside its drawing: asking, circulating, delegating, suspending, going back."""
