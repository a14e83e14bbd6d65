"""Links of live texts, and addresses of their sources, that lead to other sites: whether something
answers there."""
