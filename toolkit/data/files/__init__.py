"""Files that are sent in: CSV and workbooks, read in a process of their own."""
