/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_FACTS_H
#define KV_SOURCE_FACTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"

/*
 * What the C source of a livepatch says, as plain data: tables that refer to each other by
 * position, KV_NOWHERE for none. One kv_c_unit stands for one .c file with all it includes; only
 * what is written in the livepatch's own files is in it (the body of a function of a kernel header
 * is not). The strings belong to the unit. Nothing here is of the compiler that read the source.
 */

#define KV_NOWHERE UINT32_MAX

/* A place in source; file NULL when unknown, line and column from 1. */
typedef struct kv_c_place {
	const char *file;
	uint32_t line, column;
} kv_c_place;

/* What an expression does. Parentheses and casts are left out: their operand stands there. */
typedef enum {
	KV_EXPR_OTHER,	     /* anything else; its operands are there all the same */
	KV_EXPR_NUMBER,	     /* a literal number or character */
	KV_EXPR_STRING,	     /* name: its characters */
	KV_EXPR_NAME,	     /* a variable, function or enumerator called name */
	KV_EXPR_MEMBER,	     /* operand.name, operand->name (op "->") */
	KV_EXPR_INDEX,	     /* operand[operand] */
	KV_EXPR_CALL,	     /* operand(operand, ...): the first is what is called */
	KV_EXPR_UNARY,	     /* op operand: ! ~ - + & * ++ -- */
	KV_EXPR_BINARY,	     /* operand op operand; op is empty where a macro hides it */
	KV_EXPR_ASSIGN,	     /* operand op operand: = += and so on */
	KV_EXPR_CONDITIONAL, /* operand ? operand : operand */
	KV_EXPR_SIZEOF,	     /* sizeof and the like; name: the type measured, when it is one */
	KV_EXPR_LIST, /* { operand, ... } in the order of the members; also compound literals */
	KV_EXPR_STATEMENTS, /* ({ ... }): its statements stand in the graph in front of it */
	KV_EXPR_DECLARE,    /* declaration of a local variable called name; operand: its value */
	KV_EXPR_RETURN,	    /* return operand */
	KV_EXPR_DESIGNATED, /* .name = operand, in a KV_EXPR_LIST */
} kv_expr_kind;

/* What a KV_EXPR_NAME stands for; target is the position in the table named. */
typedef enum {
	KV_NAME_UNKNOWN,
	KV_NAME_VARIABLE,   /* variables: file scope or local; parameters too */
	KV_NAME_FUNCTION,   /* functions */
	KV_NAME_ENUMERATOR, /* no table; its value is that of the expression */
} kv_name_kind;

typedef struct kv_expr {
	uint8_t kind;	   /* kv_expr_kind */
	uint8_t name_kind; /* kv_name_kind */
	uint8_t has_value; /* whether value is known at build time */
	char op[5];
	int64_t value;
	const char *name;
	uint32_t target;
	uint32_t first, next; /* first operand; next operand of the same expression */
	kv_c_place place;
	uint32_t function; /* in whose body; KV_NOWHERE at file scope */
	/*
	 * The macro whose body the expression comes from, by the name that the livepatch's source
	 * has there; NULL when the author wrote it out (also as an argument of a macro).
	 */
	const char *macro;
	const char *text; /* as written, blanks reduced, long ones cut; of a macro: the whole use */
	const char *type; /* without typedefs: "struct sock *"; "" when unknown */
	int64_t size;	  /* bytes of that type; -1 when unknown */
	int64_t pointee;  /* bytes of what it points to; -1 when unknown or no pointer */
} kv_expr;

typedef struct kv_c_variable {
	const char *name;
	kv_c_place place;
	uint32_t function; /* whose local or parameter it is; KV_NOWHERE at file scope */
	bool is_parameter, is_static, is_extern; /* is_extern: declared here, defined elsewhere */
	bool is_const;	     /* it, or each element of the array, cannot be assigned to */
	const char *type;    /* without typedefs */
	int64_t size;	     /* bytes; -1 when unknown */
	int64_t elements;    /* of an array; -1 for anything else */
	const char *section; /* set by an attribute (.init.data of __initdata); or NULL */
	const char *macro;   /* whose body declares it, as in kv_expr; or NULL */
	uint32_t value;	     /* expression of its initialiser */
} kv_c_variable;

typedef struct kv_c_function {
	const char *name;
	kv_c_place place;
	uint32_t last_line;
	const char *type;    /* "int (struct seq_file *, void *)" */
	const char *section; /* set by an attribute: .init.text of __init; or NULL */
	const char *assembler_name; /* set by an asm label, as livepatch symbols are; or NULL */
	const char *signature; /* of what is defined here: base/signature.h; or NULL */
	bool is_defined; /* has a body in the livepatch's own files; the rest below is about that */
	bool is_static, is_inline;
	bool is_own;	 /* the livepatch's own files declare it, not only by a call */
	bool is_damaged; /* errors in its body: parts may be missing from the tables */
	uint32_t parameters, parameter_count; /* in variables */
	uint32_t blocks, block_count;	      /* in blocks: the first one is where it begins */
	uint32_t calls, call_count;	      /* in calls: those that it makes */
} kv_c_function;

typedef enum {
	KV_EDGE_ALWAYS,
	KV_EDGE_TRUE, /* the condition of the block holds */
	KV_EDGE_FALSE,
	KV_EDGE_CASE, /* the condition has value; GNU ranges: the first value */
	KV_EDGE_DEFAULT,
} kv_edge_kind;

typedef struct kv_c_edge {
	uint32_t to;  /* block */
	uint8_t kind; /* kv_edge_kind */
	bool is_back; /* leads back to the head of a loop */
	int64_t value;
} kv_c_edge;

/*
 * A straight run of a function. The operators && || and ! of conditions are resolved into blocks
 * and edges, so that "if (p && p->next)" asks p in one block and p->next in another. Items are
 * evaluated in order, the condition last. A block without edges leaves the function.
 */
typedef struct kv_c_block {
	uint32_t function;
	uint32_t items, item_count; /* in items: positions of expressions */
	uint32_t condition;	    /* expression; KV_NOWHERE: none */
	uint32_t edges, edge_count; /* in edges */
	uint32_t loop;		    /* the innermost statement loop around it */
} kv_c_block;

typedef enum {
	KV_C_LOOP_WHILE,
	KV_C_LOOP_DO,
	KV_C_LOOP_FOR,
	KV_C_LOOP_GOTO, /* a goto to a label in front of it */
} kv_c_loop_kind;

typedef struct kv_c_loop {
	uint8_t kind; /* kv_c_loop_kind */
	kv_c_place place;
	uint32_t function;
	uint32_t outer;	    /* loop around it */
	uint32_t head;	    /* block where each round begins */
	uint32_t condition; /* expression as a whole; KV_NOWHERE: for (;;) */
	bool is_endless;    /* the condition is always true; left by break, return or goto only */
	int64_t rounds;	    /* at most, when counted from constant to constant; else -1 */
	const char *macro;  /* list_for_each_entry ...; NULL when written out */
	const char *text;   /* "while (!kthread_should_stop())": how messages call it */
} kv_c_loop;

/* What becomes of the value of a call. */
typedef enum {
	KV_RESULT_IGNORED,
	KV_RESULT_RETURNED,  /* return f() */
	KV_RESULT_STORED,    /* x = f(): variable is x when that is a plain variable */
	KV_RESULT_CONDITION, /* if (f()), if (!f()), f() < 0 && ... */
	KV_RESULT_OTHER,     /* used in a larger expression or as an argument */
} kv_result_use;

typedef struct kv_c_call {
	uint32_t expression; /* KV_EXPR_CALL */
	uint32_t function;   /* who calls; KV_NOWHERE at file scope */
	uint32_t block;
	uint32_t callee;   /* in functions; KV_NOWHERE for calls through pointers */
	const char *name;  /* of the callee; NULL likewise */
	const char *macro; /* as in kv_expr: spin_lock() calls _raw_spin_lock() */
	uint8_t use;	   /* kv_result_use */
	uint32_t variable; /* of KV_RESULT_STORED */
	uint32_t argument_count;
} kv_c_call;

/* Where a pointer to something of the livepatch goes that may outlive the code here. */
typedef enum {
	KV_ESCAPE_ARGUMENT,    /* argument number (from 0) of a call of to */
	KV_ESCAPE_ASSIGNED,    /* stored into to, an expression as written */
	KV_ESCAPE_INITIALISER, /* in the initialiser of the variable to */
	KV_ESCAPE_RETURNED,
	KV_ESCAPE_OTHER,
} kv_escape_kind;

typedef struct kv_c_escape {
	uint8_t kind;	     /* kv_escape_kind */
	uint8_t name_kind;   /* of what the pointer leads to: KV_NAME_FUNCTION or _VARIABLE */
	uint32_t target;     /* its position in functions or variables */
	uint32_t expression; /* the KV_EXPR_NAME, or the unary & of it */
	uint32_t function;   /* where this happens; KV_NOWHERE at file scope */
	uint32_t call;	     /* of KV_ESCAPE_ARGUMENT; in calls */
	uint32_t argument;
	const char *to;
	const char *macro; /* INIT_WORK, timer_setup ... ; or NULL */
} kv_c_escape;

/* A complaint of the compiler about the livepatch's own files, or about a file it includes. */
typedef struct kv_c_diagnostic {
	kv_c_place place;
	bool is_error;
	const char *text;
} kv_c_diagnostic;

/* Which headers the source was read with. */
typedef enum {
	KV_HEADERS_KERNEL,   /* those of the kernel, with the flags that it is built with */
	KV_HEADERS_STAND_IN, /* klpvet's own: layouts, macros and inline functions are not the
				kernel's */
} kv_header_kind;

typedef struct kv_c_unit {
	const char *path;	    /* of the .c file, as the user called it */
	uint8_t headers;	    /* kv_header_kind */
	const char *headers_origin; /* the folder they come from; for evidence */
	/* The functions that module_init() and module_exit() name; KV_NOWHERE without. */
	uint32_t init, exit;
	/* An option of the configuration that the source asks for and nobody knows; NULL: none. */
	const char *unknown_option;
	const char *license;	/* MODULE_LICENSE(); NULL without */
	bool has_livepatch_tag; /* MODULE_INFO(livepatch, ...) */

	GArray *expressions; /* (element-type kv_expr) */
	GArray *variables;   /* (element-type kv_c_variable) */
	GArray *functions;   /* (element-type kv_c_function): defined here, or named here */
	GArray *blocks;	     /* (element-type kv_c_block) */
	GArray *items;	     /* (element-type guint32) */
	GArray *edges;	     /* (element-type kv_c_edge) */
	GArray *loops;	     /* (element-type kv_c_loop) */
	GArray *calls;	     /* (element-type kv_c_call): in the order of the source */
	GArray *escapes;     /* (element-type kv_c_escape) */
	GArray *diagnostics; /* (element-type kv_c_diagnostic) */
	GArray *missing;     /* (element-type const char *): headers that were not found */
	/* (element-type const char *): names that had to be made up because no header has them. */
	GArray *assumed;
	GStringChunk *strings;
} kv_c_unit;

kv_c_unit *kv_c_unit_new(const char *path);
void kv_c_unit_free(kv_c_unit *unit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_c_unit, kv_c_unit_free)

/* A string of the unit equal to @text; NULL for NULL. */
const char *kv_c_unit_string(kv_c_unit *unit, const char *text);

/* The element at that position; NULL for KV_NOWHERE. */
const kv_expr *kv_c_unit_expr(const kv_c_unit *unit, uint32_t position);
const kv_c_function *kv_c_unit_function(const kv_c_unit *unit, uint32_t position);
const kv_c_variable *kv_c_unit_variable(const kv_c_unit *unit, uint32_t position);
const kv_c_block *kv_c_unit_block(const kv_c_unit *unit, uint32_t position);
const kv_c_loop *kv_c_unit_loop(const kv_c_unit *unit, uint32_t position);
const kv_c_call *kv_c_unit_call(const kv_c_unit *unit, uint32_t position);

/* The function of that name, which is defined here if one is; KV_NOWHERE without. */
uint32_t kv_c_unit_find_function(const kv_c_unit *unit, const char *name);
/* Operand @number (from 0) of @expression, or NULL; of a call, argument n is operand n + 1. */
const kv_expr *kv_expr_operand(const kv_c_unit *unit, const kv_expr *expression,
			       uint32_t number);
/*
 * @expression in one spelling, whatever blanks, parentheses, casts and (*a).b the author used:
 * "&sk->sk_lock"; a number by its value. Free with g_free().
 */
char *kv_expr_canonical(const kv_c_unit *unit, const kv_expr *expression);

/* Whether something is true of a block; for the walks below. */
typedef bool (*kv_block_test)(const kv_c_unit *unit, uint32_t block, gpointer data);

/*
 * The blocks of the rounds of @loop: on some way from its head back to the head, inner loops
 * included. What leads out of it without coming back is not among them. (element-type guint32),
 * in ascending order; the caller's.
 */
GArray *kv_loop_blocks(const kv_c_unit *unit, uint32_t loop);
/*
 * Whether some way round @loop, from its head back to the head, meets no block for which @stop
 * holds.
 */
bool kv_loop_has_way_round(const kv_c_unit *unit, uint32_t loop, kv_block_test stop,
			   gpointer data);
/*
 * Whether some way from (the end of) block @from leads to a block for which @goal holds, and none
 * before it for which @stop does; @stop may be NULL.
 */
bool kv_block_reaches(const kv_c_unit *unit, uint32_t from, kv_block_test goal,
		      kv_block_test stop, gpointer data);

#endif
