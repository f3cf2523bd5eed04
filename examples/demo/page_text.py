#!/usr/bin/env python3
"""page_text.py FILE: the text that a reader of the HTML report sees, from the document
that the browser made of it."""
import html.parser
import sys


class Text(html.parser.HTMLParser):
    SKIPPED = {"script", "style", "head", "select"}
    BLOCKS = {"div", "p", "li", "h1", "h2", "h3", "dt", "dd", "section", "pre", "text", "summary"}

    def __init__(self):
        super().__init__()
        self.skips, self.lines = 0, [""]

    def handle_starttag(self, tag, _):
        self.skips += tag in self.SKIPPED
        if tag in self.BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag):
        self.skips -= tag in self.SKIPPED
        if tag in self.BLOCKS:
            self.lines.append("")

    def handle_data(self, data):
        if not self.skips:
            self.lines[-1] += data + " "


text = Text()
text.feed(open(sys.argv[1], encoding="utf-8").read())
print("\n".join(line for line in (" ".join(line.split()) for line in text.lines) if line))
