"""How much the site takes of each kind of input: one table.

Whoever reads input compares it with these before it is parsed, and before the lock of the verbs is
taken: the cost of parsing grows with size, and some parsers' cost with its square.
"""

# Characters of one rich text. The longest page so far has some ten thousand.
MAX_RICH_TEXT_LENGTH = 200_000
# Levels of elements inside each other. Text pasted from Word or another site has about twenty; the
# HTML parser takes time with the square of it.
MAX_RICH_TEXT_DEPTH = 60
# Elements of one rich text: a table of 3,000 cells, or some thousand paragraphs, fit.
MAX_RICH_TEXT_ELEMENTS = 20_000
# Characters of a plain text of several lines whose column has no length of its own.
MAX_PLAIN_TEXT_LENGTH = 20_000
# Sources of one item.
MAX_SOURCES = 50
# Phrases of one watched word: each is looked for in the whole text, under the lock of the verbs.
MAX_PHRASES = 100
# Characters of a JSON value that a form carries.
MAX_JSON_LENGTH = 20_000
# Findings of one kind about one field. Each is a question on the page of a verb: with 5,000 links
# to pages that are not there, that page took 13.7 seconds.
MAX_FINDINGS = 50
