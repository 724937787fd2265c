"""What is typed to get out of a text: each is for another reader, with a mark by which it is found again."""

SQL = "'; DROP TABLE resident; -- \" OR 1=1"
MARKUP = '<b>x</b><script>alert(1)</script>&amp;<a href="tg://user?id=1">'
MARKDOWN = "*b* _i_ `c` [l](javascript:alert(1)) ||s||"
FORMULA = '=HYPERLINK("http://x.example";"K")'
LINES = "\r\nBcc: x@x.example\r\nATTENDEE:mailto:x@x.example\nBEGIN:VEVENT\nSUMMARY:forged\nEND:VEVENT"
TERMINAL = "\x1b[31mred\x1b[0m\u202eesrever\u2066\x00\x07"
TEMPLATE = "{0} {{7*7}} ${7*7} %s %(name)s \\u0041 ../../x"
JSON_END = '"}], "x": [{"'
