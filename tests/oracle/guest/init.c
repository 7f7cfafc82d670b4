// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The only program of the virtual machine: carries out the steps of /script and reports each.
 *
 * usage: init FIRST LAST	the numbers of the cases to run, counted from 1
 *
 * Reports go through /dev/kmsg, so that they stand on the console in order with what the kernel
 * says. Whatever may hang in the kernel is done by a child with a limit in guest time; after a case
 * that left the kernel in doubt the machine ends, and the next case gets a new one.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MARK "@@klpvet "
#define REPORT_MAX 700 /* the kernel takes records of somewhat less than 1024 bytes */
#define STEP_LIMIT 30  /* seconds of guest time */
#define WORDS_MAX 12
#define SPAWNED_MAX 8
#define LIVEPATCHES "/sys/kernel/livepatch"
#define TAINT_DIED (1 << 7)
#define TAINT_WARN (1 << 9)

static int kmsg = -1;
static int step;

struct words {
	int count;
	char *word[WORDS_MAX + 1];
};

/* A child that carries out one step, and the pipe with its answer. */
struct child {
	pid_t pid;
	int answer;
};

static struct child spawned[SPAWNED_MAX];
static int spawned_count;

static void __attribute__((format(printf, 2, 3))) report(const char *kind, const char *format, ...)
{
	char text[REPORT_MAX + 1], line[REPORT_MAX + 64];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (char *c = text; *c; c++)
		if (!isprint((unsigned char)*c))
			*c = '~';
	int length = snprintf(line, sizeof(line), "<5>" MARK "%d %s %s\n", step, kind, text);
	if (write(kmsg, line, length) != length)
		dprintf(2, MARK "cannot report\n");
}

static void end_machine(void)
{
	report("bye", "%s", "");
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

static long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* The first bytes of a file, as text; -errno when it cannot be read. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t got = 0;

	if (file < 0)
		return -errno;
	while (length < size - 1 && (got = read(file, text + length, size - 1 - length)) > 0)
		length += got;
	int error = errno;
	close(file);
	text[length] = '\0';
	return got < 0 ? -error : (ssize_t)length;
}

static long read_number(const char *path)
{
	char text[32];

	return read_file(path, text, sizeof(text)) > 0 ? strtol(text, NULL, 10) : -1;
}

static void answer(const char *text)
{
	printf("%s", text);
}

static void answer_result(long result)
{
	if (result < 0)
		answer(strerrorname_np(-result));
	else
		printf("%ld", result);
}

static long failed_or(long result)
{
	return result < 0 ? -errno : result;
}

static void do_load(const struct words *words)
{
	char path[256];

	snprintf(path, sizeof(path), "/modules/%s.ko", words->word[1]);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	answer_result(file < 0 ? -errno : failed_or(syscall(SYS_finit_module, file, "", 0)));
}

/* A name as the kernel has it. */
static void underscores(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

static void do_unload(const struct words *words)
{
	underscores(words->word[1]);
	answer_result(failed_or(syscall(SYS_delete_module, words->word[1], O_NONBLOCK)));
}

static void do_read(const struct words *words)
{
	char text[REPORT_MAX];
	ssize_t length = read_file(words->word[1], text, sizeof(text));

	if (length < 0)
		answer_result(length);
	else
		answer(text);
}

static void write_text(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	long result = file < 0 ? -errno : failed_or(write(file, text, strlen(text)));

	answer_result(result < 0 ? result : 0);
}

static void do_write(const struct words *words)
{
	char text[256] = "";

	for (int i = 2; i < words->count; i++) {
		strncat(text, words->word[i], sizeof(text) - strlen(text) - 2);
		if (i + 1 < words->count)
			strcat(text, " ");
	}
	write_text(words->word[1], text);
}

static void do_disable(const struct words *words)
{
	char path[256];

	underscores(words->word[1]);
	snprintf(path, sizeof(path), LIVEPATCHES "/%s/enabled", words->word[1]);
	write_text(path, "0");
}

/* Arguments are numbers, or "@" for the address of zeroed memory. */
static void do_syscall(const struct words *words)
{
	static char memory[4096] __attribute__((aligned(4096)));
	long number[7] = { 0 };

	for (int i = 1; i < words->count && i <= 7; i++)
		number[i - 1] = strcmp(words->word[i], "@") ? strtol(words->word[i], NULL, 0)
							    : (long)memory;
	answer_result(failed_or(syscall(number[0], number[1], number[2], number[3], number[4],
					number[5], number[6])));
}

static bool is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* What is redirected by ftrace, one name a line, with " [module]". */
static void do_sites(const struct words *words)
{
	FILE *file = fopen("/sys/kernel/tracing/enabled_functions", "r");
	char line[1024], name[512], module[80];

	while (file && fgets(line, sizeof(line), file)) {
		char *flags = strchr(line, '(');

		if (!flags || !strstr(flags, " I ") || sscanf(line, "%511s", name) != 1)
			continue;
		if (sscanf(line, "%*s [%79[^]]", module) == 1)
			printf("%s [%s]\n", name, module);
		else
			printf("%s\n", name);
	}
}

/* The functions of a livepatch as sysfs shows them: "object function,position". */
static void do_functions(const struct words *words)
{
	char path[512];
	struct dirent **objects, **functions;

	underscores(words->word[1]);
	snprintf(path, sizeof(path), LIVEPATCHES "/%s", words->word[1]);
	int object_count = scandir(path, &objects, NULL, alphasort);
	for (int i = 0; i < object_count; i++) {
		if (!is_entry(objects[i]) || objects[i]->d_type != DT_DIR)
			continue;
		snprintf(path, sizeof(path), LIVEPATCHES "/%s/%s", words->word[1],
			 objects[i]->d_name);
		int count = scandir(path, &functions, NULL, alphasort);
		for (int j = 0; j < count; j++)
			if (is_entry(functions[j]) && functions[j]->d_type == DT_DIR)
				printf("%s %s\n", objects[i]->d_name, functions[j]->d_name);
	}
}

static void for_each_livepatch(void (*function)(const char *name, void *data), void *data)
{
	DIR *folder = opendir(LIVEPATCHES);
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (is_entry(entry))
			function(entry->d_name, data);
	if (folder)
		closedir(folder);
}

static void is_in_transition(const char *name, void *any)
{
	char path[512];

	snprintf(path, sizeof(path), LIVEPATCHES "/%s/transition", name);
	if (read_number(path) == 1)
		*(bool *)any = true;
}

static bool in_transition(void)
{
	bool any = false;

	for_each_livepatch(is_in_transition, &any);
	return any;
}

/* The tasks of either state; those of one of them hold the transition up. */
static void print_states(void)
{
	for (int state = 0; state < 2; state++) {
		DIR *folder = opendir("/proc");
		struct dirent *entry;

		while (folder && (entry = readdir(folder))) {
			char path[300], name[64];

			if (!isdigit(entry->d_name[0]))
				continue;
			snprintf(path, sizeof(path), "/proc/%s/patch_state", entry->d_name);
			if (read_number(path) != state)
				continue;
			snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
			if (read_file(path, name, sizeof(name)) > 0)
				printf("%d %s", state, name);
		}
		if (folder)
			closedir(folder);
	}
}

static void do_settle(const struct words *words)
{
	long limit = now_ms() + strtol(words->word[1], NULL, 10) * 1000;

	while (in_transition() && now_ms() < limit)
		pause_ms(100);
	if (!in_transition()) {
		/* What follows the last task: callbacks, freeing of a replaced livepatch. */
		pause_ms(300);
		answer("finished");
		return;
	}
	answer("stuck\n");
	print_states();
}

static void do_sleep(const struct words *words)
{
	pause_ms(strtol(words->word[1], NULL, 10) * 1000);
}

/* What is left of this case: modules, livepatches, and whether the kernel had to complain. */
static void print_name(const char *name, void *data)
{
	printf("livepatch %s\n", name);
}

static void do_remains(const struct words *words)
{
	FILE *file = fopen("/proc/modules", "r");
	char name[80];

	for_each_livepatch(print_name, NULL);
	while (file && fscanf(file, "%79s%*[^\n]", name) == 1)
		printf("module %s\n", name);
	if (read_number("/proc/sys/kernel/tainted") & (TAINT_DIED | TAINT_WARN))
		printf("complaint\n");
}

static const struct {
	const char *name;
	int words; /* at least, with the name */
	void (*run)(const struct words *words);
} actions[] = {
	{ "load", 2, do_load },	      { "unload", 2, do_unload },	{ "read", 2, do_read },
	{ "write", 3, do_write },     { "disable", 2, do_disable },	{ "syscall", 2, do_syscall },
	{ "sites", 1, do_sites },     { "functions", 2, do_functions }, { "settle", 2, do_settle },
	{ "sleep", 2, do_sleep },     { "remains", 1, do_remains },
};

static bool start(const struct words *words, struct child *child)
{
	int ends[2];

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].name, words->word[0]) || words->count < actions[i].words)
			continue;
		if (pipe2(ends, O_CLOEXEC))
			return false;
		child->answer = ends[0];
		child->pid = fork();
		if (child->pid == 0) {
			dup2(ends[1], 1);
			actions[i].run(words);
			fflush(stdout);
			_exit(0);
		}
		close(ends[1]);
		return child->pid > 0;
	}
	return false;
}

/* Reports the answer of a child, in records of a size that the kernel takes. */
static bool finish(struct child *child, int limit)
{
	char text[64 * 1024];
	size_t length = 0;
	long end = now_ms() + limit * 1000L;
	ssize_t got = 1;

	while (got > 0 && length < sizeof(text) - 1) {
		struct pollfd poll_answer = { .fd = child->answer, .events = POLLIN };
		long left = end - now_ms();

		if (left <= 0 || poll(&poll_answer, 1, left) <= 0) {
			close(child->answer);
			report("hung", "%s", "");
			return false;
		}
		got = read(child->answer, text + length, sizeof(text) - 1 - length);
		if (got > 0)
			length += got;
	}
	text[length] = '\0';
	close(child->answer);
	int status = 0;
	waitpid(child->pid, &status, 0);
	for (char *part = text; *part; part += strnlen(part, REPORT_MAX))
		report("answer", "%.*s", REPORT_MAX, part);
	if (WIFSIGNALED(status))
		report("killed", "%s", strsignal(WTERMSIG(status)));
	else
		report("done", "%s", "");
	return true;
}

static struct words split(char *line)
{
	struct words words = { 0 };

	for (char *rest = line, *word; words.count < WORDS_MAX && (word = strsep(&rest, " \n"));)
		if (*word)
			words.word[words.count++] = word;
	return words;
}

/* False when something hangs in the kernel. */
static bool run_step(char *line)
{
	struct words words = split(line);
	struct child child;

	if (words.count == 0)
		return true;
	if (!strcmp(words.word[0], "spawn") && spawned_count < SPAWNED_MAX) {
		memmove(words.word, words.word + 1, sizeof(words.word[0]) * WORDS_MAX);
		words.count--;
		if (!start(&words, &spawned[spawned_count]))
			report("bad", "%s", line);
		else
			spawned_count++;
		return true;
	}
	if (!strcmp(words.word[0], "join") && spawned_count > 0)
		return finish(&spawned[--spawned_count], STEP_LIMIT);
	if (!start(&words, &child)) {
		report("bad", "%s", line);
		return true;
	}
	int limit = STEP_LIMIT;
	if (!strcmp(words.word[0], "settle") || !strcmp(words.word[0], "sleep"))
		limit += strtol(words.word[1], NULL, 10);
	return finish(&child, limit);
}

/* True when the next case finds the kernel as this one did. */
static bool left_clean(void)
{
	DIR *folder = opendir(LIVEPATCHES);
	struct dirent *entry;
	char text[8];
	bool clean = read_file("/proc/modules", text, sizeof(text)) == 0 && spawned_count == 0 &&
		     !(read_number("/proc/sys/kernel/tainted") & (TAINT_DIED | TAINT_WARN));

	while (folder && (entry = readdir(folder)))
		clean &= !is_entry(entry);
	if (folder)
		closedir(folder);
	return clean;
}

static void prepare(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	klogctl(8 /* console level */, NULL, 8);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	/* Some kernels leave the "--" of their command line in front. */
	long first = argc > 2 ? strtol(argv[argc - 2], NULL, 10) : 1;
	long last = argc > 2 ? strtol(argv[argc - 1], NULL, 10) : 1;
	long number = 0;
	char line[512], name[512] = "";

	prepare();
	FILE *script = fopen("/script", "re");
	report("boot", "%ld %ld", first, last);
	while (script && fgets(line, sizeof(line), script)) {
		if (!strncmp(line, "case ", 5)) {
			line[strcspn(line, "\n")] = '\0';
			number++;
			if (number > last)
				break;
			step = 0;
			snprintf(name, sizeof(name), "%s", line + 5);
			if (number >= first)
				report("case", "%s", name);
			continue;
		}
		if (number < first)
			continue;
		if (!strcmp(line, "end\n")) {
			bool clean = left_clean();

			report("end", "%s", name);
			if (!clean)
				end_machine();
			continue;
		}
		step++;
		if (!run_step(line)) {
			report("end", "%s", name);
			end_machine();
		}
	}
	report("all", "%s", "");
	end_machine();
}
