"""fill.py BLANK ANSWERS FILLED: fills in the empty form as a program that knows Word documents does, by the tags of its controls.

ANSWERS is JSON: a list of [tag, occurrence, text]; a box to tick is ticked whatever the text.
"""
import json
import sys

import docx
from docx.oxml.ns import qn

blank, answers, filled = sys.argv[1:]
document = docx.Document(blank)
controls = {}
for control in document.element.body.iter(qn('w:sdt')):
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    if tag is not None:
        controls.setdefault(tag.get(qn('w:val')), []).append(control)

W14 = '{http://schemas.microsoft.com/office/word/2010/wordml}'


def box(control):
    return control.find(f"{qn('w:sdtPr')}/{W14}checkbox/{W14}checked")


def tick(control):
    box(control).set(f'{W14}val', '1')
    next(control.iter(qn('w:t'))).text = '☒'


def write(control, text):
    prompt = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if prompt is not None:
        prompt.getparent().remove(prompt)
    run = next(control.find(qn('w:sdtContent')).iter(qn('w:r')))
    style = run.find(qn('w:rPr'))
    if style is not None:
        run.remove(style)
    first, *more = text.split('\n')
    next(run.iter(qn('w:t'))).text = first
    for line in more:
        run.append(run.makeelement(qn('w:br'), {}))
        other = run.makeelement(qn('w:t'), {})
        other.text = line
        run.append(other)


for tag, place, text in json.load(open(answers, encoding='utf-8')):
    control = controls[tag][place]
    write(control, text) if box(control) is None else tick(control)
document.save(filled)
