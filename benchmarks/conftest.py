"""Contenders of other packages live in environments of their own."""

collect_ignore_glob = ["contenders/*"]
