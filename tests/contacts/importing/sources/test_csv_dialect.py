"""What RFC 4180 and its users write: read as they mean it. https://www.rfc-editor.org/rfc/rfc4180"""

import json

import pytest

from contacts.importing.sources import open_source
from tests.spreadsheets import write

POINT = json.dumps({"kind": "home", "at": [52.5, 13.4]})
QUOTED = POINT.replace('"', '""')


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("is_ended", [True, False])
@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["1,2,3"], [["1", "2", "3"]]),
        (['Ada,"Ulm, Germany",89073'], [["Ada", "Ulm, Germany", "89073"]]),
        (['Ada,"the ""first"" one",1'], [["Ada", 'the "first" one', "1"]]),
        (['1,"",""', "2,3,4"], [["1", "", ""], ["2", "3", "4"]]),
        ([f'1,"{QUOTED}",'], [["1", POINT, ""]]),
        (["1,ʤ,Ωμέγα 🎈"], [["1", "ʤ", "Ωμέγα 🎈"]]),
        (['"once", upon ,a time'], [["once", "upon ", "a time"]]),
    ],
)
def test_cells_are_read_as_they_were_meant(tmp_path, end, is_ended, lines, rows):
    text = end.join(["a,b,c", *lines]) + end * is_ended

    with open_source(write(tmp_path, text)) as source:
        assert (source.headers, [row.cells for row in source.rows()]) == (["a", "b", "c"], rows)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cell", ["once{end}upon a time", 'she said{end}"ha"{end}{end}twice'])
def test_line_ends_within_quotation_marks_are_kept_as_they_are(tmp_path, end, cell):
    cell = cell.format(end=end)
    text = end.join(["a,b,c", "1,2,3", f'"{cell.replace(chr(34), chr(34) * 2)}",5,6', "7,8,9", ""])

    with open_source(write(tmp_path, text)) as source:
        assert [row.cells for row in source.rows()] == [["1", "2", "3"], [cell, "5", "6"], ["7", "8", "9"]]
