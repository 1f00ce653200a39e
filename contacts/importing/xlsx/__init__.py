"""XLSX workbooks, measured and opened in a process of their own.

Its memory and time are bounded, and whatever makes a reader of workbooks fall over, it falls over there. Here is
nothing that needs Django or takes long to load: the process starts with each workbook.
"""
