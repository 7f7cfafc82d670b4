/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ELF_KIND_H
#define KV_ELF_KIND_H

/* What kind of image an ELF file is read as. */
typedef enum {
	KV_OBJECT_VMLINUX, /* linked: its addresses are final */
	KV_OBJECT_MODULE,  /* relocatable: it is laid out and relocated first */
} kv_object_kind;

#endif
