/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/module_files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* The system calls for thousands of files take a while: two threads make half of them each. */
typedef struct {
	const GArray *files; /* (element-type kv_module_file) */
	guint first, end;
	const char *root; /* path of the tree */
} share;

bool kv_module_is_slow_to_open(const char *path)
{
	return g_str_has_suffix(path, ".xz");
}

void kv_run_both(GThreadFunc work, void *shares, size_t size)
{
	void *second = (char *)shares + size;
	GThread *beside = g_thread_try_new("beside", work, second, NULL);

	work(shares);
	if (beside)
		g_thread_join(beside);
	else
		work(second);
}

static int64_t nanoseconds(struct timespec time)
{
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Never 0. A file that is put in the place of another differs in its number or in ctime. */
static uint64_t state_of(const char *path, const struct stat *status)
{
	const int64_t parts[] = {
		(int64_t)status->st_ino,
		(int64_t)status->st_size,
		nanoseconds(status->st_mtim),
		nanoseconds(status->st_ctim),
	};

	return XXH3_64bits_withSeed(path, strlen(path), XXH3_64bits(parts, sizeof(parts))) | 1;
}

/* The state of the regular file @path, of @folder if it is relative; 0 when there is none. */
static uint64_t read_state(int folder, const char *path)
{
	struct stat status;

	return fstatat(folder, path, &status, 0) == 0 && S_ISREG(status.st_mode)
		       ? state_of(path, &status)
		       : 0;
}

static gpointer read_states(gpointer data)
{
	const share *part = data;
	/* Of this thread alone: the kernel counts the users of one that is shared. */
	int folder = open(part->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (guint i = part->first; i < part->end && folder >= 0; i++) {
		kv_module_file *file = &g_array_index(part->files, kv_module_file, i);

		if (file->path)
			file->state = read_state(folder, file->path);
	}
	if (folder >= 0)
		close(folder);
	return NULL;
}

/* Where the tree's own path leads nowhere: the first file that a search finds. */
static void search_file(kv_module_file *file, kv_module_tree *tree)
{
	g_autoptr(GPtrArray) found = kv_module_tree_files(tree, file->module);

	file->path = NULL;
	if (found->len == 0 || kv_module_is_slow_to_open(g_ptr_array_index(found, 0)))
		return;
	file->found = g_strdup(g_ptr_array_index(found, 0));
	file->path = file->found;
	file->state = read_state(AT_FDCWD, file->path);
}

static void file_clear(gpointer data)
{
	kv_module_file *file = data;

	g_free(file->found);
}

static GArray *files_of(const GArray *places)
{
	GArray *files = g_array_sized_new(FALSE, TRUE, sizeof(kv_module_file), places->len);

	g_array_set_clear_func(files, file_clear);
	for (guint i = 0; i < places->len; i++) {
		const kv_module_place *place = &g_array_index(places, kv_module_place, i);
		kv_module_file file = {.module = place->module, .path = place->path};

		if (!place->path || !kv_module_is_slow_to_open(place->path))
			g_array_append_val(files, file);
	}
	return files;
}

GArray *kv_module_files_of(kv_module_tree *tree)
{
	g_autoptr(GArray) places = kv_module_tree_places(tree);
	GArray *files = files_of(places);
	guint half = files->len / 2;
	const char *root = kv_module_tree_path(tree);
	share shares[] = {{files, 0, half, root}, {files, half, files->len, root}};

	kv_run_both(read_states, shares, sizeof(*shares));
	for (guint i = 0; i < files->len; i++) {
		kv_module_file *file = &g_array_index(files, kv_module_file, i);

		if (file->state == 0)
			search_file(file, tree);
	}
	return files;
}

uint64_t kv_module_files_state(const GArray *files)
{
	uint64_t state = files->len;

	/* A sum, since their order means nothing. */
	for (guint i = 0; i < files->len; i++)
		state += g_array_index(files, kv_module_file, i).state;
	return state;
}
