"""Measures of GB/T 9704-2012 taken on a produced PDF: page, 版头, 主体, 版记, each in a module of its own.

Knows read pages (`reading`); not how a document is made.
"""
