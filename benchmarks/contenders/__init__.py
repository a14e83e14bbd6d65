"""The sites that ours is compared with, each with the same content."""

# What runs each in a process of `benchmarks.worker`.
MODULES = {
    "ours": "benchmarks.contenders.ours",
    "plain": "benchmarks.contenders.plain_django.contender",
    "wagtail": "benchmarks.contenders.wagtail_site.contender",
}
