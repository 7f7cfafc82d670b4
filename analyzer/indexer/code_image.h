/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_IMAGE_H
#define KV_INDEXER_CODE_IMAGE_H

#include "indexer/code.h"

/* Private to code*.c: what code.h offers over the sections of the image, and its pieces. */

/* The sections that are loaded, by address. */
struct kv_code_sections *kv_code_sections_new(const kv_code *code);
void kv_code_sections_free(struct kv_code_sections *sections);

/* Where the lowest executable section begins; 0 when there is none. */
uint64_t kv_code_text_base(const kv_code *code);
/* The end of section @number if it is executable and holds @address, else 0. */
uint64_t kv_code_section_end(const kv_code *code, uint64_t address, uint32_t number);

/* kv_decode_resolve of a module; @data is the kv_code. */
bool kv_code_resolve(gpointer data, uint64_t address, kv_reference *reference);

/* Prepares kv_code_piece_around(), which every branch is asked of. */
void kv_code_mark_pieces(kv_code *code);
/* The piece around @address, or NULL. */
const kv_piece *kv_code_piece_around(const kv_code *code, uint64_t address);
/* Appends the instructions of @piece (element-type kv_instruction), as a visit shows them. */
void kv_code_decode_piece(const kv_code *code, const kv_piece *piece, GArray *instructions);

/* Fills the pieces of @code from its symbols; each is its own owner yet. */
void kv_code_find_pieces(kv_code *code);
/* Takes padding off the pieces that have no known size. */
void kv_code_trim_pieces(kv_code *code);
/* Makes the pieces of cold parts those of the function that they were split from. */
void kv_code_fold_cold(kv_code *code);

#endif
