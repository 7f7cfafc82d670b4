# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests on a distribution's kernel share. Nothing here asks klpvet for expected values."""
