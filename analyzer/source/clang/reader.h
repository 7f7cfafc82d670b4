/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_CLANG_READER_H
#define KV_SOURCE_CLANG_READER_H

#include <clang-c/Index.h>

#include "source/parse.h"

/* A file of the translation unit. */
typedef struct kv_own_file {
	bool is_own;	  /* one of the livepatch's */
	const char *name; /* as messages call it; of the unit */
	const char *text; /* its characters, owned by libclang */
	size_t size;
} kv_own_file;

/* What one C file is turned into facts with. */
typedef struct kv_reader {
	CXTranslationUnit unit_of_clang;
	const kv_parse_request *request;
	kv_c_unit *unit;
	GHashTable *files;	/* CXFile -> kv_own_file */
	GHashTable *functions;	/* declaration -> position + 1 in unit->functions */
	GHashTable *variables;	/* declaration -> position + 1 in unit->variables */
	GHashTable *sizes;	/* declaration of a structure -> whether its size can be believed */
	struct kv_c_graph *graph; /* of the function that is being read; NULL at file scope */
	uint32_t function;
	guint depth; /* of nested statements and expressions */
} kv_reader;

/* Where klpvet's own headers seem to be. */
#define KV_MEMORY_FOLDER "/.klpvet/"

/* Nesting beyond this is left out: clang itself stops at 256 brackets. */
enum { KV_READER_DEPTH_MAX = 600 };

/* Child cursors of one cursor. */
typedef GArray kv_cursors; /* (element-type CXCursor) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_cursors, g_array_unref)

/* text.c: what the author wrote */

/* The file and offset where @location stands in the text; of macros, where they are used. */
const kv_own_file *kv_reader_offset(kv_reader *reader, CXSourceLocation location, unsigned *offset);
kv_c_place kv_reader_place(kv_reader *reader, CXSourceLocation location);
/* The name of the macro whose body @location is in; NULL when it was written out. */
const char *kv_reader_macro(kv_reader *reader, CXSourceLocation location);
/* The text of @cursor, blanks reduced, cut when long. */
const char *kv_reader_text(kv_reader *reader, CXCursor cursor);
/* The operator between @left and @right (cursors), "" when a macro hides it. */
void kv_reader_binary_operator(kv_reader *reader, CXCursor left, CXCursor right, char op[5]);
/* The operator in front of or behind the operand of @unary. */
void kv_reader_unary_operator(kv_reader *reader, CXCursor unary, CXCursor operand, char op[5]);
/*
 * How many of the semicolons of the head of @statement, a for, stand in front of @cursor; -1 when a
 * macro hides them.
 */
int kv_reader_semicolons(kv_reader *reader, CXCursor statement, CXCursor cursor);

/* type.c: types and declarations */

/* The children of @cursor; free with g_array_unref(). */
kv_cursors *kv_cursor_children(CXCursor cursor);
/* A string of the unit equal to @string, which is disposed of. */
const char *kv_reader_keep(kv_reader *reader, CXString string);
/* Name of @type without typedefs. */
const char *kv_reader_type_name(kv_reader *reader, CXType type);
/* Bytes of @type, -1 when unknown: also when it is made of stand-in structures. */
int64_t kv_reader_size(kv_reader *reader, CXType type);
/* The position of the declaration in the table; it is added when it is new. */
uint32_t kv_reader_function(kv_reader *reader, CXCursor declaration);
uint32_t kv_reader_variable(kv_reader *reader, CXCursor declaration);
/* The section that an attribute of @declaration names, or NULL. */
const char *kv_reader_section(kv_reader *reader, CXCursor declaration);
/* The name that an asm label gives @declaration in the object file, or NULL. */
const char *kv_reader_assembler_name(kv_reader *reader, CXCursor declaration);
/* Names of the members of the structure @type, in order; (element-type utf8), or NULL. */
GPtrArray *kv_reader_members(kv_reader *reader, CXType type);

/* signature.c: what the function that @declaration declares takes and returns; base/signature.h. */
const char *kv_reader_signature(kv_reader *reader, CXCursor declaration);

/* expression.c */

/* Adds @cursor, an expression, to the tables; its position. */
uint32_t kv_reader_expression(kv_reader *reader, CXCursor cursor);
/* Adds one expression of @kind for @cursor without looking at it any further. */
uint32_t kv_reader_add_expression(kv_reader *reader, kv_expr_kind kind, CXCursor cursor);
/* The expression at @position, to be changed; only until the next one is added. */
kv_expr *kv_reader_at(kv_reader *reader, uint32_t position);
/* Appends @operand to the operands of @position. */
void kv_reader_add_operand(kv_reader *reader, uint32_t position, uint32_t operand);
/* The same behind @last, the last operand so far (KV_NOWHERE: none); @operand. */
uint32_t kv_reader_link(kv_reader *reader, uint32_t position, uint32_t last, uint32_t operand);
/* @cursor without parentheses, casts and other covers. */
CXCursor kv_cursor_bare(CXCursor cursor);
/* Whether @cursor, bare, is a && or || written by the author; op gets which. */
bool kv_reader_is_logical(kv_reader *reader, CXCursor cursor, CXCursor *left, CXCursor *right,
			  char op[5]);
/* Whether @cursor, bare, is ! of something, which is put into @operand. */
bool kv_reader_is_not(kv_reader *reader, CXCursor cursor, CXCursor *operand);

/* list.c: { ... } of structures and arrays */
uint32_t kv_reader_list(kv_reader *reader, CXCursor cursor);

/* escape.c: notes where addresses in the expression @root go */
void kv_reader_escapes(kv_reader *reader, uint32_t root);
void kv_reader_initialiser_escapes(kv_reader *reader, uint32_t root, const char *variable);

/* graph.c */

/* Reads the body of the function at @position. */
void kv_reader_body(kv_reader *reader, uint32_t position, CXCursor body);
/* Reads the statements of ({ ... }) into the graph; the position of its value or KV_NOWHERE. */
void kv_reader_statements(kv_reader *reader, CXCursor compound);
/* The block that is being filled; KV_NOWHERE at file scope. */
uint32_t kv_reader_block(const kv_reader *reader);
/* Ends the block that is being filled with @condition, which decides how it goes on; the block. */
uint32_t kv_reader_branch(kv_reader *reader, uint32_t condition);
/* Begins a block that @from leads to when its condition is as @kind says. */
void kv_reader_enter(kv_reader *reader, uint32_t from, kv_edge_kind kind);
/* Begins a block that @from leads to as @kind says, and the block that is being filled always. */
void kv_reader_join(kv_reader *reader, uint32_t from, kv_edge_kind kind);

/* use.c: what becomes of the values of calls */
void kv_reader_call_uses(kv_reader *reader);

/* diagnose.c */
void kv_reader_diagnose(kv_reader *reader);
/* KV_ERROR_INPUT when a file outside the folders that may be read was included. */
gboolean kv_reader_check_inclusions(kv_reader *reader, GError **error);

/* repair.c: stand-ins for what no header declares */
typedef struct kv_repair kv_repair;
kv_repair *kv_repair_new(void);
void kv_repair_free(kv_repair *repair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_repair, kv_repair_free)
/* Learns from the errors of @reader's unit; whether that was anything new. */
bool kv_repair_learn(kv_repair *repair, kv_reader *reader);
/* Declarations of everything learned; owned by @repair. */
const char *kv_repair_declarations(kv_repair *repair);
void kv_repair_list(const kv_repair *repair, kv_c_unit *unit);

#endif
