/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_FLOW_H
#define KV_CODE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The control flow of one function, its cold part included, and the loops in it. It is made from
 * the few instructions that matter (jumps, calls, pauses); all others only fill the space between.
 *
 * A loop is a strongly connected part of the flow. Loops inside a loop are what is strongly
 * connected after the head of the outer one is taken out.
 */
typedef struct kv_flow kv_flow;

typedef enum {
	KV_FLOW_CALL,	/* also one through a pointer */
	KV_FLOW_POINT,	/* a call that gives the processor away, or lets the scheduler decide so */
	KV_FLOW_PAUSE,	/* cpu_relax() */
	KV_FLOW_BRANCH, /* conditional jump inside the function */
	KV_FLOW_JUMP,	/* jump inside the function */
	KV_FLOW_END,	/* leaves the function: ret, tail jump, trap, jump through a pointer */
} kv_flow_kind;

/* kv_flow_event.callee of a call through a pointer. */
#define KV_FLOW_INDIRECT UINT32_MAX

typedef struct kv_flow_event {
	uint64_t address; /* of the instruction */
	uint64_t next;	  /* of what follows it */
	uint64_t target;  /* of a jump */
	uint32_t callee;  /* of a call: a number of the caller's, or KV_FLOW_INDIRECT */
	uint8_t kind;	  /* kv_flow_kind */
} kv_flow_event;

typedef struct kv_flow_range {
	uint64_t begin, end;
	const uint8_t *bytes; /* of the code, where somebody asks for kv_flow_loop_rounds() */
} kv_flow_range;

typedef enum {
	KV_LOOP_HAS_POINT = 1 << 0,   /* one of its calls is a reschedule point */
	KV_LOOP_RESCHEDULES = 1 << 1, /* every way round passes a reschedule point */
	KV_LOOP_PAUSES = 1 << 2,      /* holds a pause instruction */
	KV_LOOP_ENDLESS = 1 << 3,     /* nothing leads out of it */
	KV_LOOP_INDIRECT = 1 << 4,    /* calls through a pointer */
	KV_LOOP_NESTED = 1 << 5,      /* lies in another loop */
	KV_LOOP_CONSTANT = 1 << 6,    /* ends after a number of rounds that is in the code */
	KV_LOOP_COUNTED = 1 << 7,     /* a register counts the rounds */
	/* What may end it is read from memory, always from the same place: it waits for others. */
	KV_LOOP_POLLS = 1 << 8,
	KV_LOOP_CALLS = 1 << 9, /* calls something, directly or through a pointer */
	/* In place of all loops of a function that is larger than kv_flow_read() looks at. */
	KV_LOOP_UNREAD = 1 << 10,
	KV_LOOP_SLEEPS =
		1 << 11, /* of an index: calls what blocks, or what threads ask in each round */
} kv_loop_flags;

typedef struct kv_flow_loop {
	uint64_t head; /* address of the block through which it is entered */
	uint32_t flags;
	uint32_t depth;			     /* 0: in no other loop */
	uint32_t first_member, member_count; /* blocks: kv_flow_loop_block() */
} kv_flow_loop;

/* A straight line of code of a loop and what of it matters. */
typedef struct kv_flow_block {
	uint64_t begin, end;
	const kv_flow_event *events;
	uint32_t event_count;
	bool leaves; /* a way out of the loop begins at its end */
} kv_flow_block;

/* Work space for one function after the other; free with kv_flow_free(). */
kv_flow *kv_flow_new(void);
void kv_flow_free(kv_flow *flow);

/*
 * Reads the function that lies in @ranges (entered at the begin of the first; at most a few) and
 * consists of @events, by ascending address, which must stay as they are while the loops are asked
 * for. False when it is larger or more entangled than is looked at: then nothing is known of it.
 */
bool kv_flow_read(kv_flow *flow, const kv_flow_range *ranges, size_t range_count,
		  const kv_flow_event *events, size_t event_count);

/* The loops of the function read last, outer ones in front of those inside them. */
size_t kv_flow_loop_count(const kv_flow *flow);
const kv_flow_loop *kv_flow_loop_at(const kv_flow *flow, size_t loop);
/* Block @member (below member_count) of @loop, by address. */
kv_flow_block kv_flow_loop_block(const kv_flow *flow, const kv_flow_loop *loop, uint32_t member);

#endif
