// SPDX-License-Identifier: GPL-2.0-or-later
/* A module with a thread and with operations of its own. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/smpboot.h>

static unsigned long mini_events;

static noinline int mini_ioctl_reset(struct file *file)
{
	mini_events = 0;
	file->count = 0;
	return 0;
}

static long mini_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return command == 7 ? mini_ioctl_reset(file) : (long)(mini_events + argument);
}

static long mini_compat_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (command == 7) {
		file->count = 0;
		mini_events = 0;
		return 0;
	}
	return (int)argument;
}

static const struct file_operations mini_fops = {
	.unlocked_ioctl = mini_ioctl,
	.compat_ioctl = mini_compat_ioctl,
};

static const struct file_operations mini_plain_fops = {
	.unlocked_ioctl = mini_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static noinline void mini_poll_device(unsigned long *events)
{
	WRITE_ONCE(*events, *events + 1);
}

static int mini_poll_thread(void *data)
{
	while (!kthread_should_stop()) {
		mini_poll_device(data);
		schedule_timeout(10);
	}
	return 0;
}

const void *mini_operations(int plain);
const void *mini_operations(int plain)
{
	return plain ? &mini_plain_fops : &mini_fops;
}

static int __init mini_ioctl_init(void)
{
	return kthread_create_on_node(mini_poll_thread, &mini_events, "mini_poll") ? 0 : -EIO;
}

static void __exit mini_ioctl_exit(void)
{
	mini_events = 0;
}

module_init(mini_ioctl_init);
module_exit(mini_ioctl_exit);
MODULE_LICENSE("GPL");
