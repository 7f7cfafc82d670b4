/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_DECODE_H
#define KV_CODE_DECODE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Machine code of x86-64, instruction by instruction, from the bytes of an executable or of a
 * relocatable file. Bytes that are no instruction are stepped over one at a time: a run is always
 * decoded to its end.
 */

typedef enum {
	KV_INSTRUCTION_OTHER,
	KV_INSTRUCTION_CALL,		 /* to a fixed place */
	KV_INSTRUCTION_JUMP,		 /* likewise */
	KV_INSTRUCTION_CONDITIONAL_JUMP, /* likewise; may fall through */
	KV_INSTRUCTION_INDIRECT_CALL,
	KV_INSTRUCTION_INDIRECT_JUMP,
	KV_INSTRUCTION_RETURN, /* also from interrupts and system calls */
	KV_INSTRUCTION_TRAP,   /* INT3, UD0, UD1, UD2: BUG(), or WARN() that goes on behind it */
	KV_INSTRUCTION_BAD,    /* a byte that begins no instruction */
} kv_instruction_kind;

/* What an instruction computes, as far as somebody asks. */
typedef enum {
	KV_OPERATION_OTHER,
	KV_OPERATION_NOP, /* of any length */
	KV_OPERATION_PAUSE,
	KV_OPERATION_MOVE,    /* MOV */
	KV_OPERATION_EXTEND,  /* MOVZX, MOVSX, MOVSXD */
	KV_OPERATION_ADDRESS, /* LEA */
	KV_OPERATION_COMPARE, /* CMP */
	KV_OPERATION_TEST,
	KV_OPERATION_ADD,
	KV_OPERATION_SUBTRACT,
	KV_OPERATION_AND,
	KV_OPERATION_OR,
	KV_OPERATION_XOR,
	KV_OPERATION_INCREMENT,
	KV_OPERATION_DECREMENT,
	KV_OPERATION_PUSH,
	KV_OPERATION_POP,
} kv_operation;

typedef enum {
	/* `target` is where the branch goes. */
	KV_INSTRUCTION_HAS_TARGET = 1 << 0,
	/* `memory` is an address: relative to RIP, or a displacement of 32 bits. */
	KV_INSTRUCTION_HAS_MEMORY = 1 << 1,
	/* The memory operand is at `memory` itself: there is neither base nor index register. */
	KV_INSTRUCTION_MEMORY_FIXED = 1 << 2,
	KV_INSTRUCTION_HAS_IMMEDIATE = 1 << 3,
	/* What `target`, `memory` or `immediate` mean was told by a relocation. */
	KV_INSTRUCTION_RELOCATED = 1 << 4,
} kv_instruction_flags;

/* `target_external` and its like of a place in the decoded image itself. */
#define KV_DECODE_LOCAL UINT32_MAX

typedef struct kv_instruction {
	uint64_t address;
	union {
		uint64_t target; /* KV_INSTRUCTION_HAS_TARGET */
		uint64_t memory; /* KV_INSTRUCTION_HAS_MEMORY; no instruction has both */
	};
	int64_t immediate; /* KV_INSTRUCTION_HAS_IMMEDIATE, sign-extended */
	/*
	 * KV_DECODE_LOCAL, or what the resolver calls the place in another image that `target`
	 * or `memory` (`immediate`) counts from.
	 */
	uint32_t target_external, immediate_external;
	uint8_t kind;	   /* kv_instruction_kind */
	uint8_t operation; /* kv_operation */
	uint8_t length;	   /* in bytes, 1 to 15 */
	uint8_t flags;	   /* kv_instruction_flags */
	uint8_t condition; /* of a conditional Jcc: 0 (O) to 15 (G) as encoded; else
			      KV_CONDITION_NONE */
} kv_instruction;

#define KV_CONDITION_NONE 0xff

/* What a relocation says: the symbol's value plus the addend, wherever it is applied. */
typedef struct kv_reference {
	uint64_t value;	   /* with `external`: the addend alone */
	uint32_t external; /* KV_DECODE_LOCAL, or any number that names something elsewhere */
	bool absolute;	   /* the field gets the value; else its distance from the field */
} kv_reference;

/*
 * Finds the relocation of the field at @address; false when there is none. Of a file that is
 * linked already there is no resolver.
 */
typedef bool (*kv_decode_resolve)(gpointer data, uint64_t address, kv_reference *reference);

typedef struct kv_decoder kv_decoder;

/* A decoder; @resolve may be NULL. Cheap to use, so keep it; one thread at a time. */
kv_decoder *kv_decoder_new(kv_decode_resolve resolve, gpointer data);
void kv_decoder_free(kv_decoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_decoder, kv_decoder_free)

/* Decodes the instruction at @bytes, of which there are @size (not 0), that stands at @address. */
void kv_decode(const kv_decoder *decoder, const uint8_t *bytes, size_t size, uint64_t address,
	       kv_instruction *instruction);

/* Appends all instructions of the @size @bytes at @address (element-type kv_instruction). */
void kv_decode_run(const kv_decoder *decoder, const uint8_t *bytes, size_t size, uint64_t address,
		   GArray *instructions);

/* General registers as the machine numbers them: RAX RCX RDX RBX RSP RBP RSI RDI R8 to R15. */
typedef enum {
	KV_REGISTER_RAX,
	KV_REGISTER_RCX,
	KV_REGISTER_RDX,
	KV_REGISTER_RBX,
	KV_REGISTER_RSP,
	KV_REGISTER_RBP,
	KV_REGISTER_RSI,
	KV_REGISTER_RDI,
	KV_REGISTER_R8,
	KV_REGISTER_R15 = 15,
	KV_REGISTER_RIP,
	KV_REGISTER_OTHER, /* segment, vector, flags ... */
	KV_REGISTER_NONE,
} kv_register;

typedef enum {
	KV_OPERAND_REGISTER,
	KV_OPERAND_MEMORY,
	KV_OPERAND_IMMEDIATE,
} kv_operand_kind;

typedef struct kv_operand {
	uint8_t kind;  /* kv_operand_kind */
	uint8_t size;  /* in bytes */
	uint8_t base;  /* kv_register: the register itself (whole, of EDI too), or of memory */
	uint8_t index; /* kv_register, of memory */
	uint8_t scale; /* of memory */
	bool read, written;
	bool implicit; /* not written in assembly: RSP of a PUSH */
	/*
	 * Immediate, displacement, or (base KV_REGISTER_RIP, resolved like kv_instruction) address.
	 */
	int64_t value;
} kv_operand;

#define KV_OPERANDS_MAX 10

/*
 * The operands of @instruction, whose bytes are at @bytes, first the visible ones in Intel's order
 * (destination first). Returns how many were written to @operands; the flags register is left out.
 */
unsigned int kv_decode_operands(const kv_decoder *decoder, const uint8_t *bytes,
				const kv_instruction *instruction,
				kv_operand operands[KV_OPERANDS_MAX]);

/* What a branch to a function of a certain name really is. */
typedef enum {
	KV_BRANCH_PLAIN,
	KV_BRANCH_INDIRECT, /* through a retpoline: __x86_indirect_thunk_rax ... */
	KV_BRANCH_RETURN,   /* __x86_return_thunk ... */
	KV_BRANCH_TRACING,  /* __fentry__: no call that the source has */
} kv_branch;

/* arch/x86/lib/retpoline.S, arch/x86/kernel/ftrace_64.S */
kv_branch kv_branch_to(const char *function);

/* Makes of @instruction, a direct branch, what a branch to a function of that sort is. */
void kv_instruction_redirect(kv_instruction *instruction, kv_branch branch);

static inline uint64_t kv_instruction_end(const kv_instruction *instruction)
{
	return instruction->address + instruction->length;
}

#endif
