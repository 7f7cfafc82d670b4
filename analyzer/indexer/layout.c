/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/layout.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stddef.h>
#include <string.h>

#define FIELD(member) offsetof(kv_klp_layout, member)

/* Where each structure's size and the offsets of its members go in kv_klp_layout. */
typedef struct {
	const char *member;
	size_t field;
} member_field;

static const struct {
	const char *name;
	size_t size_field;
	bool required; /* klp_state and klp_callbacks are younger than livepatching */
	member_field members[5];
} structures[] = {
	{"klp_func",
	 FIELD(func_size),
	 true,
	 {{"old_name", FIELD(func_old_name)},
	  {"new_func", FIELD(func_new_func)},
	  {"old_sympos", FIELD(func_old_sympos)}}},
	{"klp_object",
	 FIELD(object_size),
	 true,
	 {{"name", FIELD(object_name)},
	  {"funcs", FIELD(object_funcs)},
	  {"callbacks", FIELD(object_callbacks)}}},
	{"klp_patch",
	 FIELD(patch_size),
	 true,
	 {{"mod", FIELD(patch_mod)},
	  {"objs", FIELD(patch_objs)},
	  {"states", FIELD(patch_states)},
	  {"replace", FIELD(patch_replace)}}},
	{"klp_state",
	 FIELD(state_size),
	 false,
	 {{"id", FIELD(state_id)}, {"version", FIELD(state_version)}}},
	{"klp_callbacks",
	 SIZE_MAX,
	 false,
	 {{"pre_patch", FIELD(callbacks_pre_patch)},
	  {"post_patch", FIELD(callbacks_post_patch)},
	  {"pre_unpatch", FIELD(callbacks_pre_unpatch)},
	  {"post_unpatch", FIELD(callbacks_post_unpatch)}}},
};

static void set_field(kv_klp_layout *layout, size_t field, uint32_t value)
{
	memcpy((uint8_t *)layout + field, &value, sizeof(value));
}

static const struct btf_type *find_struct(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	return id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
}

static const struct btf_member *find_member(const struct btf *btf, const struct btf_type *type,
					    const char *name, uint32_t *byte_offset)
{
	const struct btf_member *members = btf_members(type);

	for (uint16_t i = 0; i < btf_vlen(type); i++) {
		const char *member = btf__name_by_offset(btf, members[i].name_off);

		if (member && strcmp(member, name) == 0) {
			*byte_offset = btf_member_bit_offset(type, i) / 8;
			return &members[i];
		}
	}
	return NULL;
}

static bool read_layout(const struct btf *btf, kv_klp_layout *layout)
{
	/* KV_NONE in every field: all bytes set. */
	memset(layout, 0xff, sizeof(*layout));
	for (size_t i = 0; i < G_N_ELEMENTS(structures); i++) {
		const struct btf_type *type = find_struct(btf, structures[i].name);
		const member_field *member = structures[i].members;
		uint32_t offset;

		if (!type && structures[i].required)
			return false;
		if (!type)
			continue;
		if (structures[i].size_field != SIZE_MAX)
			set_field(layout, structures[i].size_field, type->size);
		for (; member->member; member++) {
			if (find_member(btf, type, member->member, &offset))
				set_field(layout, member->field, offset);
		}
	}
	return true;
}

static uint32_t array_length(const struct btf *btf, const char *structure, const char *name)
{
	const struct btf_type *type = find_struct(btf, structure), *array;
	const struct btf_member *member;
	uint32_t offset;

	member = type ? find_member(btf, type, name, &offset) : NULL;
	array = member ? btf__type_by_id(btf, member->type) : NULL;
	return array && btf_is_array(array) ? btf_array(array)->nelems : 0;
}

static int print_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

kv_btf_layout kv_btf_layout_read(const kv_elf *elf)
{
	const kv_elf_section *section = kv_elf_section_named(elf, ".BTF");
	const uint8_t *bytes = section ? kv_elf_section_bytes(elf, section) : NULL;
	kv_btf_layout result = {.has_layout = false};
	struct btf *btf;

	if (!bytes || section->size > UINT32_MAX)
		return result;
	/* Damaged BTF is the same as none; libbpf would tell stderr about it. */
	libbpf_set_print(print_nothing);
	btf = btf__new(bytes, (uint32_t)section->size);
	if (libbpf_get_error(btf))
		return result;

	result.has_layout = read_layout(btf, &result.layout);
	result.ksym_name_len = array_length(btf, "kallsym_iter", "name");
	result.module_name_len = array_length(btf, "kallsym_iter", "module_name");
	btf__free(btf);
	return result;
}
