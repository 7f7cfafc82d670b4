# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for klp-convert."""


def module(source, output):
    raise NotImplementedError
