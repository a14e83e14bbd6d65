"""How much input of each kind the site accepts, in one table.

Code that reads input checks these limits before it parses anything and before it takes the
publishing lock: parsing costs grow with size, for some parsers with its square.
"""

# Characters of one rich text. The longest page so far has some ten thousand.
MAX_RICH_TEXT_LENGTH = 200_000
# Nesting depth of elements. Text pasted from Word or another site has about twenty levels; the
# HTML parser takes quadratic time.
MAX_RICH_TEXT_DEPTH = 60
# Elements of one rich text: enough for a table of 3,000 cells or several thousand paragraphs.
MAX_RICH_TEXT_ELEMENTS = 20_000
# Characters of a multi-line plain text whose column has no limit of its own.
MAX_PLAIN_TEXT_LENGTH = 20_000
# Sources of one item.
MAX_SOURCES = 50
# Phrases of one watched word: each is searched for in the whole text, under the publishing lock.
MAX_PHRASES = 100
# Pinned results of one language: each search reads them all.
MAX_PINNED_RESULTS = 200
# Searches that one pinned result is for.
MAX_PINNED_SEARCHES = 20
# Characters of a JSON value that a form carries.
MAX_JSON_LENGTH = 20_000
# Findings of one kind per field. Each is a question on an action's page: with 5,000 broken links,
# that page took 13.7 seconds.
MAX_FINDINGS = 50
# Bytes of a Word file. A report of 300 pages with pictures has some ten million.
MAX_WORD_FILE_BYTES = 20 * 1024 * 1024
# Pictures taken from a Word file: each takes the media library about a second.
MAX_WORD_PICTURES = 20
# Bytes of memory for reading a Word file, in a process of its own (measured: 30 MB for the
# interpreter with its libraries, 110 MB at the limits of `word/xml_tree.py`).
WORD_MEMORY_BYTES = 150 * 1024 * 1024
# Characters that an autosave keeps of one form: several rich texts at their limit.
MAX_AUTOSAVE_LENGTH = 1_500_000
