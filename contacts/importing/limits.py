"""How large a file that is imported may be in every way; docs/import.md lists the same numbers.

How large an upload may be, and how many lines a text file may have, are settings: MAX_UPLOAD_MB, MAX_IMPORT_LINES.
"""

MEGABYTE = 1 << 20

# --- Any table ------------------------------------------------------------------------------------------

MAX_COLUMNS = 1_000
# Characters of the name of a column, of a cell, and of all cells of a row.
MAX_HEADER = 2_000
MAX_CELL = 100_000
MAX_ROW = 1_000_000
# How far below a title the header may stand.
TITLE_ROWS = 10

# --- Text -----------------------------------------------------------------------------------------------

MAX_LINE = 32 * MEGABYTE

# --- Workbooks ------------------------------------------------------------------------------------------

MAX_SHEETS = 100
MAX_SHEET_ROWS = 200_000
# Cells of the rectangle that holds a whole sheet, at about 32 bytes each.
MAX_AREA = 8_000_000
# Bytes of all texts that the cells of a sheet name; the reader copies each one.
MAX_TEXT = 200 * MEGABYTE
MAX_MEMBERS = 10_000
MAX_DIRECTORY = 4 * MEGABYTE
MAX_UNPACKED = 400 * MEGABYTE
# Sheets pack 10 to 40 times, with one element or less in a packed byte; only repetition without end packs better.
MAX_RATIO = 100
FREE_OF_RATIO = 32 * MEGABYTE
MAX_ELEMENTS_A_BYTE = 3
FREE_ELEMENTS = 300_000
# The markup itself: bytes of a tag and of a text, different names, elements within each other.
MAX_TOKEN = 2 * MEGABYTE
MAX_MARKUP_TEXT = 4 * MEGABYTE
MAX_NAMES = 10_000
MAX_DEPTH = 200

# --- The process that opens a workbook --------------------------------------------------------------------

# All that a workbook within the limits above takes, and what Python itself reserves.
MEMORY = 1_536 * MEGABYTE
# Seconds of work, and of waiting for an answer, in each step: opening, or reading some rows.
CPU_SECONDS = 120
ANSWER_SECONDS = 600
OPEN_FILES = 16
# How it ends where Python finds no more memory.
OUT_OF_MEMORY_CODE = 3
