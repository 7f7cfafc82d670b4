/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/image.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/unpack.h"
#include "elf/elf.h"
#include "index/format.h"

/* Enough for every magic number below. */
#define HEAD_SIZE 1024

/* Files that are taken for a vmlinux, by the bytes that give them away. */
static const struct {
	size_t offset;
	const char *magic;
	const char *what;
} not_vmlinux[] = {
	/* Documentation/arch/x86/boot.rst, arm64/booting.rst; drivers/firmware/efi/libstub/zboot */
	{0x202, "HdrS", "a compressed boot image (bzImage, vmlinuz)"},
	{0x38, "ARM\x64", "a boot image (arm64 Image)"},
	{0x4, "zimg", "a compressed boot image (EFI zboot)"},
	{0, "!<arch>\n", "a Debian package or a static library"},
	{0, "\xed\xab\xee\xdb", "an RPM package"},
	{0, "070701", "an initial RAM disk"},
};

/* Reads the first bytes of @path as they are on disk; -1 with @error set on failure. */
static ssize_t read_head(const char *path, uint8_t head[HEAD_SIZE], GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t size = fd < 0 ? -1 : read(fd, head, HEAD_SIZE);
	int saved = errno;

	if (fd >= 0)
		close(fd);
	if (size < 0)
		g_set_error(error, KV_ERROR,
			    saved == ENOENT || saved == ENOTDIR ? KV_ERROR_USAGE : KV_ERROR_SYSTEM,
			    "%s: cannot read: %s", path, g_strerror(saved));
	return size;
}

kv_image_content kv_image_content_of(const kv_elf *elf)
{
	const kv_elf_section *text = kv_elf_section_named(elf, ".text");
	bool has_debug = kv_elf_section_named(elf, ".debug_info") != NULL;

	/* The first symbol of every table stands for none. */
	if (kv_elf_symbol_count(elf) <= 1)
		return KV_IMAGE_BARE;
	if (!has_debug)
		return KV_IMAGE_SYMBOLS;
	return text && text->type == SHT_NOBITS ? KV_IMAGE_DEBUG_ONLY : KV_IMAGE_FULL;
}

/* The image @path, unless it is compressed, which sets @packed; NULL when there is none. */
static kv_elf *open_unpacked(const char *path, bool *packed)
{
	g_autoptr(kv_file) file = NULL;
	uint8_t head[HEAD_SIZE];
	ssize_t size = read_head(path, head, NULL);

	*packed = size > 0 && kv_packing_of(head, (size_t)size) != KV_PACKING_NONE;
	if (size > 0 && !*packed)
		file = kv_file_open(path, NULL);
	return file ? kv_elf_open(file, NULL) : NULL;
}

kv_image_content kv_image_inspect(const char *path)
{
	bool packed;
	g_autoptr(kv_elf) elf = open_unpacked(path, &packed);

	if (packed)
		return KV_IMAGE_PACKED;
	return elf ? kv_image_content_of(elf) : KV_IMAGE_UNUSABLE;
}

char *kv_image_build_id(const char *path)
{
	bool packed;
	g_autoptr(kv_elf) elf = open_unpacked(path, &packed);

	return elf ? kv_elf_build_id(elf) : NULL;
}

static bool has_magic(const uint8_t *head, size_t size, size_t offset, const char *magic)
{
	size_t length = strlen(magic);

	return size >= offset + length && memcmp(head + offset, magic, length) == 0;
}

/* The release in the setup header of an x86 boot image, or NULL; free with g_free(). */
static char *boot_image_release(const char *path)
{
	char text[128] = "";
	uint8_t field[2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = -1;

	/* Documentation/arch/x86/boot.rst, kernel_version: the offset less 0x200 is at 0x20e. */
	if (fd >= 0 && pread(fd, field, 2, 0x20e) == 2)
		size = pread(fd, text, sizeof(text) - 1, (field[0] | field[1] << 8) + 0x200);
	if (fd >= 0)
		close(fd);
	text[strcspn(text, " ")] = '\0';
	return size > 0 && g_ascii_isdigit(text[0]) && g_str_is_ascii(text) ? g_strdup(text) : NULL;
}

static void refuse_foreign(const char *path, const uint8_t *head, size_t size, GError **error)
{
	g_autofree char *release = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(not_vmlinux); i++) {
		if (!has_magic(head, size, not_vmlinux[i].offset, not_vmlinux[i].magic))
			continue;
		release = i == 0 ? boot_image_release(path) : NULL;
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: this is %s%s%s, which has neither symbols nor debug information; "
			    "give the vmlinux of that kernel with its debug information, or just "
			    "its release",
			    path, not_vmlinux[i].what, release ? " of " : "",
			    release ? release : "");
		return;
	}
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "%s: not a vmlinux (an ELF file, which may be compressed) and not an index of "
		    "klpvet%s",
		    path, size == 0 ? ": the file is empty" : "");
}

static gboolean check_executable(const char *path, GError **error)
{
	g_autoptr(kv_file) file = kv_file_open(path, error);
	g_autoptr(kv_elf) elf = file ? kv_elf_open(file, error) : NULL;

	if (!elf)
		return FALSE;
	if (kv_elf_type(elf) == ET_EXEC || kv_elf_type(elf) == ET_DYN)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "%s: an object file or module (ET_REL), not a kernel; give the linked vmlinux",
		    path);
	return FALSE;
}

gboolean kv_image_recognise(const char *path, kv_image_form *form, GError **error)
{
	uint8_t head[HEAD_SIZE];
	ssize_t size = read_head(path, head, error);

	if (size < 0)
		return FALSE;
	if (has_magic(head, (size_t)size, 0, KV_INDEX_MAGIC)) {
		*form = KV_IMAGE_IS_INDEX;
		return TRUE;
	}
	if (has_magic(head, (size_t)size, 0, ELFMAG)) {
		if (!check_executable(path, error))
			return FALSE;
	} else if (kv_packing_of(head, (size_t)size) == KV_PACKING_NONE) {
		refuse_foreign(path, head, (size_t)size, error);
		return FALSE;
	}
	*form = KV_IMAGE_IS_VMLINUX;
	return TRUE;
}
