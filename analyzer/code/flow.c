/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/flow.h"

#include <glib.h>

/* The largest function of Debian's 6.1 has 4,100 blocks; hostile input must end as well. */
enum { BLOCKS_MAX = 1 << 18, DEPTH_MAX = 24, STEPS_PER_BLOCK = 64, STEPS_MIN = 4096 };

#define NO_BLOCK UINT32_MAX

typedef struct {
	uint64_t begin, end;
	uint32_t first_event, event_count;
	uint32_t successors[2];
	uint32_t region; /* of blocks that are searched together */
	/* Of the search: */
	uint32_t order, low; /* order 0: not yet visited */
	uint8_t next;	     /* successor to follow */
	bool open;	     /* on the stack of blocks */
	bool point, ends;
} block;

/* Blocks that are searched for loops. */
typedef struct {
	uint32_t first, count; /* in kv_flow.members; the whole function: count of blocks */
	uint32_t depth;
	uint64_t head; /* of the loop that it is, which is left out; below depth 1: nothing is */
} region;

struct kv_flow {
	const kv_flow_event *events;
	GArray *leaders; /* (element-type guint64) */
	GArray *blocks;	 /* (element-type block) */
	GArray *loops;	 /* (element-type kv_flow_loop) */
	GArray *members; /* (element-type guint32): blocks of the loops */
	GArray *regions; /* (element-type region): still to be searched */
	GArray *open;	 /* (element-type guint32): blocks without a component as yet */
	GArray *path;	 /* (element-type guint32): blocks on the way from the start */
	uint64_t entry;	 /* address */
	uint64_t steps;	 /* left */
};

kv_flow *kv_flow_new(void)
{
	kv_flow *flow = g_new0(kv_flow, 1);

	flow->leaders = g_array_new(FALSE, FALSE, sizeof(guint64));
	flow->blocks = g_array_new(FALSE, FALSE, sizeof(block));
	flow->loops = g_array_new(FALSE, FALSE, sizeof(kv_flow_loop));
	flow->members = g_array_new(FALSE, FALSE, sizeof(guint32));
	flow->regions = g_array_new(FALSE, FALSE, sizeof(region));
	flow->open = g_array_new(FALSE, FALSE, sizeof(guint32));
	flow->path = g_array_new(FALSE, FALSE, sizeof(guint32));
	return flow;
}

void kv_flow_free(kv_flow *flow)
{
	if (!flow)
		return;
	g_array_unref(flow->leaders);
	g_array_unref(flow->blocks);
	g_array_unref(flow->loops);
	g_array_unref(flow->members);
	g_array_unref(flow->regions);
	g_array_unref(flow->open);
	g_array_unref(flow->path);
	g_free(flow);
}

static block *block_at(const kv_flow *flow, uint32_t number)
{
	return &g_array_index(flow->blocks, block, number);
}

static uint32_t pop(GArray *numbers)
{
	uint32_t number = g_array_index(numbers, guint32, numbers->len - 1);

	g_array_set_size(numbers, numbers->len - 1);
	return number;
}

static bool is_in_ranges(const kv_flow_range *ranges, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (address >= ranges[i].begin && address < ranges[i].end)
			return true;
	return false;
}

static int compare_addresses(gconstpointer a, gconstpointer b)
{
	uint64_t left = *(const guint64 *)a, right = *(const guint64 *)b;

	return left < right ? -1 : left > right;
}

static void add_leader(kv_flow *flow, const kv_flow_range *ranges, size_t range_count,
		       uint64_t address)
{
	if (is_in_ranges(ranges, range_count, address))
		g_array_append_val(flow->leaders, address);
}

/* Where straight lines begin: what is jumped to, and what stands behind a jump. */
static void find_leaders(kv_flow *flow, const kv_flow_range *ranges, size_t range_count,
			 const kv_flow_event *events, size_t event_count)
{
	guint kept = 0;

	g_array_set_size(flow->leaders, 0);
	for (size_t i = 0; i < range_count; i++)
		add_leader(flow, ranges, range_count, ranges[i].begin);
	for (size_t i = 0; i < event_count; i++) {
		if (events[i].kind == KV_FLOW_BRANCH || events[i].kind == KV_FLOW_JUMP)
			add_leader(flow, ranges, range_count, events[i].target);
		if (events[i].kind >= KV_FLOW_BRANCH)
			add_leader(flow, ranges, range_count, events[i].next);
	}
	g_array_sort(flow->leaders, compare_addresses);
	for (guint i = 0; i < flow->leaders->len; i++) {
		guint64 leader = g_array_index(flow->leaders, guint64, i);

		if (kept == 0 || g_array_index(flow->leaders, guint64, kept - 1) != leader)
			g_array_index(flow->leaders, guint64, kept++) = leader;
	}
	g_array_set_size(flow->leaders, kept);
}

/* The block that begins at @address; every target of a jump inside the function is a leader. */
static uint32_t block_of(const kv_flow *flow, uint64_t address)
{
	guint found;

	if (g_array_binary_search(flow->leaders, &address, compare_addresses, &found))
		return found;
	return NO_BLOCK;
}

static void make_blocks(kv_flow *flow, const kv_flow_range *ranges, size_t range_count)
{
	g_array_set_size(flow->blocks, 0);
	for (guint i = 0; i < flow->leaders->len; i++) {
		block entry = {
			.begin = g_array_index(flow->leaders, guint64, i),
			.successors = {NO_BLOCK, NO_BLOCK},
		};
		uint64_t next = i + 1 < flow->leaders->len
					? g_array_index(flow->leaders, guint64, i + 1)
					: UINT64_MAX;

		for (size_t j = 0; j < range_count; j++)
			if (entry.begin >= ranges[j].begin && entry.begin < ranges[j].end)
				entry.end = MIN(next, ranges[j].end);
		if (next == entry.end)
			entry.successors[0] = i + 1;
		g_array_append_val(flow->blocks, entry);
	}
}

/* The last event of a block decides where it goes on. */
static void close_block(kv_flow *flow, block *entry, const kv_flow_event *event)
{
	if (event->kind < KV_FLOW_BRANCH)
		return;
	if (event->kind == KV_FLOW_BRANCH) {
		entry->successors[1] = block_of(flow, event->target);
		entry->ends = entry->successors[1] == NO_BLOCK;
		return;
	}
	entry->successors[0] =
		event->kind == KV_FLOW_JUMP ? block_of(flow, event->target) : NO_BLOCK;
	entry->ends = entry->successors[0] == NO_BLOCK;
}

static void fill_blocks(kv_flow *flow, const kv_flow_event *events, size_t event_count)
{
	uint32_t number = 0;

	for (size_t i = 0; i < event_count; i++) {
		while (number + 1 < flow->blocks->len &&
		       events[i].address >= block_at(flow, number + 1)->begin)
			number++;

		block *entry = block_at(flow, number);

		if (events[i].address < entry->begin || events[i].address >= entry->end)
			continue;
		if (entry->event_count++ == 0)
			entry->first_event = (uint32_t)i;
		entry->point |= events[i].kind == KV_FLOW_POINT;
		close_block(flow, entry, &events[i]);
	}
}

/* The way out of @number into its region that is followed next, or NO_BLOCK. */
static uint32_t next_successor(const kv_flow *flow, block *entry)
{
	while (entry->next < G_N_ELEMENTS(entry->successors)) {
		uint32_t successor = entry->successors[entry->next++];

		if (successor != NO_BLOCK && block_at(flow, successor)->region == entry->region)
			return successor;
	}
	return NO_BLOCK;
}

static bool repeats(const block *entry, uint32_t number)
{
	return entry->successors[0] == number || entry->successors[1] == number;
}

/* The component that begins with block @root, taken off the stack: a loop if anything repeats. */
static void take_component(kv_flow *flow, uint32_t root, uint32_t depth)
{
	guint first = flow->open->len;
	kv_flow_loop loop = {
		.head = block_at(flow, root)->begin,
		.depth = depth,
		.first_member = flow->members->len,
	};

	while (g_array_index(flow->open, guint32, first - 1) != root)
		first--;
	first--;
	loop.member_count = flow->open->len - first;
	for (guint i = first; i < flow->open->len; i++)
		block_at(flow, g_array_index(flow->open, guint32, i))->open = false;
	if (loop.member_count > 1 || repeats(block_at(flow, root), root)) {
		g_array_append_vals(flow->members, &g_array_index(flow->open, guint32, first),
				    loop.member_count);
		g_array_append_val(flow->loops, loop);
	}
	g_array_set_size(flow->open, first);
}

static void visit(kv_flow *flow, uint32_t number, uint32_t *order)
{
	block *entry = block_at(flow, number);

	entry->order = entry->low = ++*order;
	entry->next = 0;
	entry->open = true;
	g_array_append_val(flow->open, number);
	g_array_append_val(flow->path, number);
}

/* Tarjan's algorithm from @start, over the blocks of its region. */
static bool search_from(kv_flow *flow, uint32_t start, uint32_t depth, uint32_t *order)
{
	visit(flow, start, order);
	while (flow->path->len > 0) {
		uint32_t number = g_array_index(flow->path, guint32, flow->path->len - 1);
		block *entry = block_at(flow, number);
		uint32_t successor = next_successor(flow, entry);

		if (flow->steps-- == 0)
			return false;
		if (successor != NO_BLOCK) {
			block *other = block_at(flow, successor);

			if (other->order == 0)
				visit(flow, successor, order);
			else if (other->open)
				entry->low = MIN(entry->low, other->order);
			continue;
		}
		pop(flow->path);
		if (flow->path->len > 0) {
			uint32_t from = g_array_index(flow->path, guint32, flow->path->len - 1);

			block_at(flow, from)->low = MIN(block_at(flow, from)->low, entry->low);
		}
		if (entry->low == entry->order)
			take_component(flow, number, depth);
	}
	return true;
}

static uint32_t region_block(const kv_flow *flow, const region *part, uint32_t i)
{
	return part->depth == 0 ? i : g_array_index(flow->members, guint32, part->first + i);
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	uint32_t left = *(const guint32 *)a, right = *(const guint32 *)b;

	return left < right ? -1 : left > right;
}

static void sort_members(kv_flow *flow, const kv_flow_loop *loop)
{
	qsort(&g_array_index(flow->members, guint32, loop->first_member), loop->member_count,
	      sizeof(guint32), compare_numbers);
}

/* The loops that the search of one region has found are searched without their heads. */
static void add_regions(kv_flow *flow, guint first_loop, uint32_t depth)
{
	for (guint i = first_loop; i < flow->loops->len; i++) {
		const kv_flow_loop *loop = &g_array_index(flow->loops, kv_flow_loop, i);
		region inner = {loop->first_member, loop->member_count, depth + 1, loop->head};

		sort_members(flow, loop);
		if (loop->member_count > 1 && depth + 1 < DEPTH_MAX)
			g_array_append_val(flow->regions, inner);
	}
}

static bool search_region(kv_flow *flow, const region *part, uint32_t id)
{
	guint first_loop = flow->loops->len;
	uint32_t order = 0;

	for (uint32_t i = 0; i < part->count; i++) {
		block *entry = block_at(flow, region_block(flow, part, i));

		entry->region = part->depth > 0 && entry->begin == part->head ? 0 : id;
		entry->order = 0;
	}
	/* Loops are then entered where the function comes to them first. */
	if (part->depth == 0 && !search_from(flow, block_of(flow, flow->entry), 0, &order))
		return false;
	for (uint32_t i = 0; i < part->count; i++) {
		uint32_t number = region_block(flow, part, i);

		if (block_at(flow, number)->region == id && block_at(flow, number)->order == 0 &&
		    !search_from(flow, number, part->depth, &order))
			return false;
	}
	add_regions(flow, first_loop, part->depth);
	return true;
}

static bool find_loops(kv_flow *flow)
{
	region whole = {.count = flow->blocks->len};
	uint32_t id = 0;

	g_array_set_size(flow->loops, 0);
	g_array_set_size(flow->members, 0);
	g_array_set_size(flow->regions, 0);
	g_array_set_size(flow->open, 0);
	g_array_set_size(flow->path, 0);
	g_array_append_val(flow->regions, whole);
	for (guint i = 0; i < flow->regions->len; i++) {
		region part = g_array_index(flow->regions, region, i);

		if (!search_region(flow, &part, ++id))
			return false;
	}
	return true;
}

static bool is_member(const kv_flow *flow, const kv_flow_loop *loop, uint32_t number)
{
	const guint32 *members = &g_array_index(flow->members, guint32, loop->first_member);

	return number != NO_BLOCK &&
	       bsearch(&number, members, loop->member_count, sizeof(*members), compare_numbers);
}

/* Whether what begins at @number can be gone round to the head again without a reschedule point. */
static bool avoids_points(kv_flow *flow, const kv_flow_loop *loop, uint32_t head, uint32_t mark)
{
	if (block_at(flow, head)->point)
		return false;
	g_array_set_size(flow->path, 0);
	g_array_append_val(flow->path, head);
	while (flow->path->len > 0) {
		const block *entry = block_at(flow, pop(flow->path));

		for (guint i = 0; i < G_N_ELEMENTS(entry->successors); i++) {
			uint32_t successor = entry->successors[i];

			if (successor == head)
				return true;
			if (!is_member(flow, loop, successor) || block_at(flow, successor)->point ||
			    block_at(flow, successor)->region == mark)
				continue;
			block_at(flow, successor)->region = mark;
			g_array_append_val(flow->path, successor);
		}
	}
	return false;
}

static uint32_t flags_of_events(const kv_flow *flow, const block *entry)
{
	uint32_t flags = 0;

	for (uint32_t i = 0; i < entry->event_count; i++) {
		const kv_flow_event *event = &flow->events[entry->first_event + i];

		if (event->kind <= KV_FLOW_POINT)
			flags |= KV_LOOP_CALLS;
		if (event->kind == KV_FLOW_POINT)
			flags |= KV_LOOP_HAS_POINT;
		if (event->kind == KV_FLOW_PAUSE)
			flags |= KV_LOOP_PAUSES;
		if (event->kind == KV_FLOW_CALL && event->callee == KV_FLOW_INDIRECT)
			flags |= KV_LOOP_INDIRECT;
	}
	return flags;
}

static bool leads_out(const kv_flow *flow, const kv_flow_loop *loop, const block *entry)
{
	if (entry->ends)
		return true;
	for (guint i = 0; i < G_N_ELEMENTS(entry->successors); i++) {
		if (entry->successors[i] != NO_BLOCK &&
		    !is_member(flow, loop, entry->successors[i]))
			return true;
	}
	return false;
}

static void judge_loop(kv_flow *flow, kv_flow_loop *loop, uint32_t mark)
{
	uint32_t flags = KV_LOOP_ENDLESS | (loop->depth > 0 ? KV_LOOP_NESTED : 0);

	for (uint32_t i = 0; i < loop->member_count; i++) {
		uint32_t number = g_array_index(flow->members, guint32, loop->first_member + i);
		const block *entry = block_at(flow, number);

		flags |= flags_of_events(flow, entry);
		if (leads_out(flow, loop, entry))
			flags &= ~(uint32_t)KV_LOOP_ENDLESS;
	}
	if (flags & KV_LOOP_HAS_POINT &&
	    !avoids_points(flow, loop, block_of(flow, loop->head), mark))
		flags |= KV_LOOP_RESCHEDULES;
	loop->flags = flags;
}

/* Every way round goes back once; most functions never do. */
static bool goes_back(const kv_flow_event *events, size_t event_count)
{
	for (size_t i = 0; i < event_count; i++)
		if ((events[i].kind == KV_FLOW_BRANCH || events[i].kind == KV_FLOW_JUMP) &&
		    events[i].target <= events[i].address)
			return true;
	return false;
}

bool kv_flow_read(kv_flow *flow, const kv_flow_range *ranges, size_t range_count,
		  const kv_flow_event *events, size_t event_count)
{
	uint32_t mark;

	g_array_set_size(flow->loops, 0);
	flow->events = events;
	if (event_count > BLOCKS_MAX)
		return false;
	if (range_count == 0 || ranges[0].begin >= ranges[0].end || !goes_back(events, event_count))
		return true;
	flow->entry = ranges[0].begin;
	find_leaders(flow, ranges, range_count, events, event_count);
	make_blocks(flow, ranges, range_count);
	fill_blocks(flow, events, event_count);
	flow->steps = (uint64_t)flow->blocks->len * STEPS_PER_BLOCK + STEPS_MIN;
	if (!find_loops(flow)) {
		g_array_set_size(flow->loops, 0);
		return false;
	}
	mark = flow->regions->len;
	for (guint i = 0; i < flow->loops->len; i++)
		judge_loop(flow, &g_array_index(flow->loops, kv_flow_loop, i), ++mark);
	return true;
}

size_t kv_flow_loop_count(const kv_flow *flow)
{
	return flow->loops->len;
}

const kv_flow_loop *kv_flow_loop_at(const kv_flow *flow, size_t loop)
{
	return &g_array_index(flow->loops, kv_flow_loop, loop);
}

kv_flow_block kv_flow_loop_block(const kv_flow *flow, const kv_flow_loop *loop, uint32_t member)
{
	uint32_t number = g_array_index(flow->members, guint32, loop->first_member + member);
	const block *entry = block_at(flow, number);

	return (kv_flow_block){
		.begin = entry->begin,
		.end = entry->end,
		.events = &flow->events[entry->first_event],
		.event_count = entry->event_count,
		.leaves = leads_out(flow, loop, entry),
	};
}
