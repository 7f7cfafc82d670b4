/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LONGNAME_H
#define _LINUX_LONGNAME_H

/* Symbol names at the limit of struct kallsym_iter: 511 characters fit, 512 do not. */
#define __NAME_64 "a_name_that_generated_code_can_have_with_its_64_characters_each_"
#define __NAME_448 __NAME_64 __NAME_64 __NAME_64 __NAME_64 __NAME_64 __NAME_64 __NAME_64
#define NAME_OF_511_CHARACTERS                                                                     \
	__NAME_448 "and_the_last_63_of_them_make_it_as_long_as_a_name_can_ever_be_1"
#define NAME_OF_512_CHARACTERS NAME_OF_511_CHARACTERS "2"

#endif
