/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/locate.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "base/names.h"
#include "kernel/cache.h"
#include "indexer/image.h"
#include "kernel/places.h"

/* The packages that hold a vmlinux with debug information, '@' standing for the release. */
static const struct {
	const char *distribution, *package;
} packages[] = {
	{"Debian", "linux-image-@-dbg"},
	{"Ubuntu", "linux-image-unsigned-@-dbgsym"},
	{"Fedora, RHEL", "kernel-debuginfo-@"},
	{"SUSE", "kernel-default-debuginfo"},
};

static void append_packages(GString *text, const char *release)
{
	for (size_t i = 0; i < G_N_ELEMENTS(packages); i++) {
		g_autoptr(GString) package = g_string_new(packages[i].package);

		g_string_replace(package, "@", release, 0);
		g_string_append_printf(text, "%s%s: %s", i ? "; " : "", packages[i].distribution,
				       package->str);
	}
}

/*
 * The image of @release below @roots that tells most, or NULL. Equal ones: the first. @root gets
 * the position of its root, @content what the image holds.
 */
static char *best_image(const GPtrArray *roots, const char *release, guint *root,
			kv_image_content *content)
{
	kv_image_content best = KV_IMAGE_UNUSABLE;
	g_autofree char *image = NULL;

	for (guint i = 0; i < roots->len && best != KV_IMAGE_FULL; i++) {
		g_autoptr(GPtrArray) present =
			kv_places_present(KV_PLACE_VMLINUX, g_ptr_array_index(roots, i), release);

		for (guint j = 0; j < present->len && best != KV_IMAGE_FULL; j++) {
			const char *path = g_ptr_array_index(present, j);
			kv_image_content found = kv_image_inspect(path);

			if (found <= best)
				continue;
			best = found;
			g_free(image);
			image = g_strdup(path);
			*root = i;
		}
	}
	*content = best;
	return g_steal_pointer(&image);
}

/* Whether debug information may have been split off from such an image. */
static bool may_be_code(kv_image_content content)
{
	return content == KV_IMAGE_BARE || content == KV_IMAGE_PACKED ||
	       content == KV_IMAGE_SYMBOLS;
}

static bool may_be_halves(const char *left, const char *right)
{
	kv_image_content content = kv_image_inspect(left), other = kv_image_inspect(right);
	g_autofree char *left_id = NULL, *right_id = NULL;

	if (!(content == KV_IMAGE_DEBUG_ONLY && may_be_code(other)) &&
	    !(other == KV_IMAGE_DEBUG_ONLY && may_be_code(content)))
		return false;
	/* It would be unpacked just for its build-id; whoever builds the index compares that. */
	if (content == KV_IMAGE_PACKED || other == KV_IMAGE_PACKED)
		return true;
	left_id = kv_image_build_id(left);
	right_id = kv_image_build_id(right);
	return left_id && right_id && strcmp(left_id, right_id) == 0;
}

/* The first vmlinux of @release below @root that may be the other half of @image, or NULL. */
static char *find_half(const char *root, const char *release, const char *image)
{
	g_autoptr(GPtrArray) present = kv_places_present(KV_PLACE_VMLINUX, root, release);

	for (guint i = 0; i < present->len; i++) {
		if (may_be_halves(image, g_ptr_array_index(present, i)))
			return g_strdup(g_ptr_array_index(present, i));
	}
	return NULL;
}

/* Appends where a vmlinux of @release was looked for. */
static void append_places(GString *text, const GPtrArray *roots, const char *release)
{
	g_autoptr(GPtrArray) places = kv_places_describe(KV_PLACE_VMLINUX, release);

	g_string_append(text, "; looked below");
	for (guint i = 0; i < roots->len; i++)
		g_string_append_printf(text, "%s %s", i ? " and" : "",
				       (const char *)g_ptr_array_index(roots, i));
	g_string_append(text, " for");
	for (guint i = 0; i < places->len; i++)
		g_string_append_printf(text, "\n  %s", (const char *)g_ptr_array_index(places, i));
}

/* The folder in which `./bootstrap kernel` puts kernels, one folder each. */
static char *fetched_kernels(void)
{
	g_autofree char *home = kv_cache_home();

	return g_build_filename(home, "kernels", NULL);
}

/* Appends the releases that would have been found, if there are any. */
static void append_known_releases(GString *text)
{
	g_autoptr(GPtrArray) known = kv_places_releases("/");
	g_autofree char *folder = fetched_kernels();
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		if (g_ascii_isdigit(*name))
			g_ptr_array_add(known, g_strdup(name));
	}
	kv_names_sort(known);
	for (guint i = 0; i < known->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "\nkernels that are here: ",
				       (const char *)g_ptr_array_index(known, i));
}

static void set_release_not_found(GError **error, const GPtrArray *roots, const char *release)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *full;

	g_string_printf(text, "no vmlinux of kernel %s found", release);
	append_places(text, roots, release);
	append_known_releases(text);
	/* Packages are named by the whole release, which has the flavour behind the version. */
	full = strchr(release, '-') ? release : "RELEASE";
	g_string_append(text, "\ninstall its debug information (");
	append_packages(text, full);
	g_string_append_printf(text,
			       "), on Debian fetch it with ./bootstrap kernel %s, or give a "
			       "vmlinux, build tree or directory with --kernel",
			       full);
	g_set_error_literal(error, KV_ERROR, KV_ERROR_USAGE, text->str);
}

/* Fills in the image of @release from the roots of @files; false when there is none. */
static bool find_below_roots(kv_kernel_files *files, const char *release)
{
	kv_image_content content;
	guint root;

	files->image = best_image(files->roots, release, &root, &content);
	if (!files->image)
		return false;
	/* What stands beside the image fits it best: one release may have several builds. */
	g_ptr_array_insert(files->roots, 0, g_ptr_array_steal_index(files->roots, root));
	files->release = g_strdup(release);
	if (content != KV_IMAGE_FULL)
		files->half = find_half(g_ptr_array_index(files->roots, 0), release, files->image);
	return true;
}

static gboolean locate_release(kv_kernel_files *files, const char *release, GError **error)
{
	g_autofree char *fetched = fetched_kernels();

	g_ptr_array_add(files->roots, g_strdup("/"));
	g_ptr_array_add(files->roots, g_build_filename(fetched, release, NULL));
	if (find_below_roots(files, release))
		return TRUE;
	set_release_not_found(error, files->roots, release);
	return FALSE;
}

static gboolean locate_build_tree(kv_kernel_files *files, const char *tree, GError **error)
{
	g_autofree char *image = g_build_filename(tree, "vmlinux", NULL);
	g_autofree char *release = NULL;

	if (g_file_test(image, G_FILE_TEST_IS_REGULAR)) {
		kv_kernel_files_surround(files, image);
		files->image = g_steal_pointer(&image);
		return TRUE;
	}
	release = kv_build_tree_release(tree);
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "%s: the build tree%s%s holds no vmlinux: build it, or, if these are only the "
		    "headers of an installed kernel, give that kernel's release",
		    tree, release ? " of " : "", release ? release : "");
	return FALSE;
}

static void set_several(GError **error, const GPtrArray *roots, const GPtrArray *releases)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_printf(text, "%s: holds %u kernels; give one of them with --kernel",
			(const char *)g_ptr_array_index(roots, 0), releases->len);
	for (guint i = 0; i < releases->len; i++) {
		kv_image_content content;
		guint root;
		g_autofree char *image =
			best_image(roots, g_ptr_array_index(releases, i), &root, &content);

		if (image)
			g_string_append_printf(text, "\n  %s", image);
	}
	g_set_error_literal(error, KV_ERROR, KV_ERROR_USAGE, text->str);
}

/* The root of the system that @directory is, or is the tree of debug information of. */
static char *system_root(const char *directory)
{
	static const char debug[] = "/usr/lib/debug";

	if (!g_str_has_suffix(directory, debug))
		return g_strdup(directory);
	return strlen(directory) == strlen(debug)
		       ? g_strdup("/")
		       : g_strndup(directory, strlen(directory) - strlen(debug));
}

/*
 * The release that @root, which may hold several kernels, stands for; NULL when that is not clear.
 */
static const char *chosen_release(const GPtrArray *releases, const char *root)
{
	g_autofree char *name = g_path_get_basename(root);
	guint index;

	if (releases->len == 1)
		return g_ptr_array_index(releases, 0);
	return g_ptr_array_find_with_equal_func((GPtrArray *)releases, name, g_str_equal, &index)
		       ? g_ptr_array_index(releases, index)
		       : NULL;
}

/* A folder that may not be looked into would seem to be empty. */
static gboolean check_readable(const char *directory, GError **error)
{
	if (euidaccess(directory, R_OK | X_OK) == 0)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot look into the folder: %s",
		    directory, g_strerror(errno));
	return FALSE;
}

/* A directory in which the files of a kernel stand as in the root of a system. */
static gboolean locate_system(kv_kernel_files *files, const char *directory, GError **error)
{
	g_autofree char *root = system_root(directory);
	g_autoptr(GPtrArray) releases = kv_places_releases(root);
	const char *release = chosen_release(releases, root);
	g_autoptr(GString) text = g_string_new(NULL);

	g_ptr_array_add(files->roots, g_strdup(root));
	if (release && find_below_roots(files, release))
		return TRUE;
	if (releases->len > 1) {
		set_several(error, files->roots, releases);
		return FALSE;
	}
	if (!check_readable(directory, error))
		return FALSE;
	g_string_printf(text, "%s: holds no vmlinux of any kernel", directory);
	append_places(text, files->roots, "RELEASE");
	g_set_error_literal(error, KV_ERROR, KV_ERROR_USAGE, text->str);
	return FALSE;
}

static gboolean locate_directory(kv_kernel_files *files, const char *directory, GError **error)
{
	static const char *const marks[] = {"vmlinux", "include/config/kernel.release"};

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autofree char *mark = g_build_filename(directory, marks[i], NULL);

		if (g_file_test(mark, G_FILE_TEST_IS_REGULAR))
			return locate_build_tree(files, directory, error);
	}
	return locate_system(files, directory, error);
}

static gboolean locate_file(kv_kernel_files *files, const char *path, GError **error)
{
	g_autofree char *root = NULL, *release = NULL;
	kv_image_form form;

	if (!kv_image_recognise(path, &form, error))
		return FALSE;
	files->is_index = form == KV_IMAGE_IS_INDEX;
	files->image = g_strdup(path);
	if (files->is_index)
		return TRUE;
	kv_kernel_files_surround(files, path);
	if (kv_places_split(path, &root, &release))
		files->half = find_half(root, release, path);
	return TRUE;
}

/* A release begins with its version number; with a slash in it it would leave the places. */
static bool may_be_release(const char *spec)
{
	return g_ascii_isdigit(*spec) && !strchr(spec, '/');
}

kv_kernel_files *kv_kernel_locate(const char *spec, GError **error)
{
	g_autoptr(kv_kernel_files) files = kv_kernel_files_new();
	g_autofree char *path = NULL;
	struct utsname running;
	gboolean found;

	if (!spec) {
		uname(&running);
		files->running = true;
		found = locate_release(files, running.release, error);
		if (!found)
			g_prefix_error(error, "the running kernel was chosen, as --kernel was not "
					      "given: ");
		return found ? g_steal_pointer(&files) : NULL;
	}

	path = g_canonicalize_filename(spec, NULL);
	if (*spec && g_file_test(path, G_FILE_TEST_IS_DIR)) {
		found = locate_directory(files, path, error);
	} else if (*spec && g_file_test(path, G_FILE_TEST_EXISTS)) {
		found = locate_file(files, path, error);
	} else if (may_be_release(spec)) {
		found = locate_release(files, spec, error);
	} else {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: no such file or directory; --kernel takes a release, a vmlinux, a "
			    "build tree, or a directory that holds a kernel's files",
			    *spec ? spec : "(empty)");
		return NULL;
	}
	return found ? g_steal_pointer(&files) : NULL;
}
