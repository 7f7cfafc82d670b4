/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/running.h"

#include <elf.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/file.h"

/* Notes are padded to 4 bytes, in the kernel's .notes of 64-bit machines too. */
static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static char *to_hex(const uint8_t *bytes, size_t size)
{
	GString *hex = g_string_new(NULL);

	for (size_t i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", bytes[i]);
	return g_string_free(hex, FALSE);
}

char *kv_notes_build_id(const uint8_t *notes, size_t size)
{
	Elf64_Nhdr header;

	while (size >= sizeof(header)) {
		size_t name, description;

		memcpy(&header, notes, sizeof(header));
		notes += sizeof(header);
		size -= sizeof(header);
		name = padded(header.n_namesz);
		description = padded(header.n_descsz);
		if (name > size || description > size - name)
			return NULL;
		if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == sizeof("GNU") &&
		    memcmp(notes, "GNU", sizeof("GNU")) == 0)
			return to_hex(notes + name, header.n_descsz);
		notes += name + description;
		size -= name + description;
	}
	return NULL;
}

char *kv_running_build_id(void)
{
	g_autofree char *notes = NULL;
	gsize size;

	/* The size that sysfs claims for the file and the mapping of it are of no use: read it. */
	if (!g_file_get_contents("/sys/kernel/notes", &notes, &size, NULL))
		return NULL;
	return kv_notes_build_id((const uint8_t *)notes, size);
}
