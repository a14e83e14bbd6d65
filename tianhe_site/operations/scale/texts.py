"""Made-up texts in which, as in real ones, few words are frequent and most are rare."""

import itertools
import random

WORDS_PER_TEXT = 60
PARAGRAPHS = 3
# How many made-up words there are.
RARE_WORDS = 20_000
# Together no two of them name a product that is watched.
CORE = (
    "stem cell cord blood patent trial diabetes immune clinical islet lymphocyte device hospital "
    "Jinan China office European Union researchers patients study results safety phase insulin "
    "platelets mitochondria closed-loop CB-SCs approved granted published annual meeting"
)
CHINESE = "干细胞治疗的临床研究在济南进行脐带血来源的多能干细胞与免疫系统糖尿病患者医院专利获得授权"


class Writer:
    """Writes texts that are the same in each run."""

    def __init__(self):
        self._random = random.Random(1)
        self._words = [*CORE.split(), *(spelled(number) for number in range(RARE_WORDS))]
        weights = (1 / (number + 1) ** 0.9 for number in range(len(self._words)))
        self._weights = list(itertools.accumulate(weights))

    def title(self):
        return self._sentence(8)[:90].rstrip()

    def summary(self):
        return self._sentence(18)[:160].rstrip()

    def body(self, number):
        """Return a text as the sanitizer leaves it. Each has a trial's number of its own, and each
        third has Chinese."""
        each = WORDS_PER_TEXT // PARAGRAPHS
        parts = [f"The stem cell {' '.join(self._choose(each))}." for _part in range(PARAGRAPHS)]
        parts.append(f"It is registered as NCT{number:08}; cord blood was given.")
        if number % 3 == 0:
            at = self._random.randrange(len(CHINESE))
            parts.append(f"{CHINESE[at:]}{CHINESE[:at]}。干细胞治疗。")
        return "".join(f"<p>{part}</p>" for part in parts)

    def _sentence(self, count):
        return " ".join(self._choose(count)).capitalize()

    def _choose(self, count):
        return self._random.choices(self._words, cum_weights=self._weights, k=count)


def spelled(number):
    """Return a made-up word, another for each number below 65,536."""
    letters = "bcdfghklmnprtvwz"
    return "".join(letters[number >> 4 * at & 15] + "aeio"[at] for at in range(4)) + "q"
