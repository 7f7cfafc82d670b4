/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/clang/graph.h"

#include <string.h>

static void open_block_free(gpointer data)
{
	kv_open_block *block = data;

	g_array_unref(block->items);
	g_array_unref(block->edges);
	g_free(block);
}

kv_c_graph *kv_c_graph_new(uint32_t base)
{
	kv_c_graph *graph = g_new0(kv_c_graph, 1);

	graph->blocks = g_ptr_array_new_with_free_func(open_block_free);
	graph->base = base;
	graph->loop = graph->on_break = graph->on_continue = graph->on_case = KV_NOWHERE;
	graph->labels = g_array_new(FALSE, FALSE, sizeof(kv_jump));
	graph->gotos = g_array_new(FALSE, FALSE, sizeof(kv_jump));
	graph->current = kv_c_graph_add(graph);
	return graph;
}

void kv_c_graph_free(kv_c_graph *graph)
{
	g_ptr_array_unref(graph->blocks);
	g_array_unref(graph->labels);
	g_array_unref(graph->gotos);
	g_free(graph);
}

kv_open_block *kv_c_graph_block(kv_c_graph *graph, uint32_t block)
{
	return g_ptr_array_index(graph->blocks, block - graph->base);
}

uint32_t kv_c_graph_add(kv_c_graph *graph)
{
	kv_open_block *block = g_new0(kv_open_block, 1);

	block->items = g_array_new(FALSE, FALSE, sizeof(guint32));
	block->edges = g_array_new(FALSE, FALSE, sizeof(kv_c_edge));
	block->condition = KV_NOWHERE;
	block->loop = graph->loop;
	g_ptr_array_add(graph->blocks, block);
	return graph->base + graph->blocks->len - 1;
}

/* Whether the condition of @block is a constant that rules @kind out. */
static bool is_ruled_out(kv_reader *reader, const kv_open_block *block, kv_edge_kind kind)
{
	const kv_expr *condition = kv_c_unit_expr(reader->unit, block->condition);

	if (!condition || !condition->has_value)
		return false;
	return (kind == KV_EDGE_TRUE && condition->value == 0) ||
	       (kind == KV_EDGE_FALSE && condition->value != 0);
}

void kv_c_graph_lead(kv_reader *reader, uint32_t from, uint32_t to, kv_edge_kind kind, int64_t value)
{
	kv_open_block *block = kv_c_graph_block(reader->graph, from);
	kv_c_edge edge = {.to = to, .kind = kind, .value = value};

	if (!is_ruled_out(reader, block, kind))
		g_array_append_val(block->edges, edge);
}

uint32_t kv_reader_block(const kv_reader *reader)
{
	return reader->graph ? reader->graph->current : KV_NOWHERE;
}

uint32_t kv_reader_branch(kv_reader *reader, uint32_t condition)
{
	kv_c_graph_block(reader->graph, reader->graph->current)->condition = condition;
	return reader->graph->current;
}

void kv_reader_enter(kv_reader *reader, uint32_t from, kv_edge_kind kind)
{
	uint32_t to = kv_c_graph_add(reader->graph);

	kv_c_graph_lead(reader, from, to, kind, 0);
	reader->graph->current = to;
}

void kv_reader_join(kv_reader *reader, uint32_t from, kv_edge_kind kind)
{
	uint32_t end = reader->graph->current;

	kv_reader_enter(reader, from, kind);
	kv_c_graph_lead(reader, end, reader->graph->current, KV_EDGE_ALWAYS, 0);
}

/* A goto to a label in front of it closes a loop. */
static void add_goto_loop(kv_reader *reader, const kv_jump *from, const kv_jump *label)
{
	g_autofree char *text = g_strdup_printf("goto %s", label->label);
	kv_c_loop loop = {
		.kind = KV_C_LOOP_GOTO,
		.place = from->place,
		.function = reader->function,
		.outer = kv_c_graph_block(reader->graph, label->block)->loop,
		.head = label->block,
		.condition = KV_NOWHERE,
		.rounds = -1,
		.text = kv_c_unit_string(reader->unit, text),
	};

	g_array_append_val(reader->unit->loops, loop);
}

static void resolve_goto(kv_reader *reader, const kv_jump *from)
{
	kv_c_graph *graph = reader->graph;

	for (guint i = 0; i < graph->labels->len; i++) {
		const kv_jump *label = &g_array_index(graph->labels, kv_jump, i);
		bool is_back = label->block <= from->block;

		if (strcmp(label->label, from->label) != 0)
			continue;
		kv_c_graph_lead(reader, from->block, label->block, KV_EDGE_ALWAYS, 0);
		if (!is_back)
			return;
		GArray *edges = kv_c_graph_block(graph, from->block)->edges;

		g_array_index(edges, kv_c_edge, edges->len - 1).is_back = true;
		add_goto_loop(reader, from, label);
		return;
	}
}

void kv_c_graph_resolve(kv_reader *reader)
{
	for (guint i = 0; i < reader->graph->gotos->len; i++)
		resolve_goto(reader, &g_array_index(reader->graph->gotos, kv_jump, i));
}

void kv_c_graph_close(kv_reader *reader, uint32_t position)
{
	kv_c_graph *graph = reader->graph;
	kv_c_unit *unit = reader->unit;
	kv_c_function *function = &g_array_index(unit->functions, kv_c_function, position);

	function->blocks = unit->blocks->len;
	function->block_count = graph->blocks->len;
	for (guint i = 0; i < graph->blocks->len; i++) {
		const kv_open_block *open = g_ptr_array_index(graph->blocks, i);
		kv_c_block block = {
			.function = position,
			.items = unit->items->len,
			.item_count = open->items->len,
			.condition = open->condition,
			.edges = unit->edges->len,
			.edge_count = open->edges->len,
			.loop = open->loop,
		};

		if (open->items->len > 0)
			g_array_append_vals(unit->items, open->items->data, open->items->len);
		if (open->edges->len > 0)
			g_array_append_vals(unit->edges, open->edges->data, open->edges->len);
		g_array_append_val(unit->blocks, block);
	}
}
