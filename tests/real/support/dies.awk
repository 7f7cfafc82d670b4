# SPDX-License-Identifier: GPL-2.0-or-later
#
# Condenses `readelf --debug-dump=info` to the DIEs that tell where functions stand, one line each,
# tab-separated; an attribute that is absent is "-":
#	unit	OFFSET	NAME	LOW	STATEMENTS
#	subprogram	OFFSET	DEPTH	NAME	FILE	LINE	ORIGIN	LOW	HIGH	RANGES	INLINE	DECLARATION
#	inlined	OFFSET	DEPTH	ORIGIN	LOW	HIGH	RANGES	CALL_LINE	ENTRY
#	block	OFFSET	DEPTH
#	call	OFFSET	DEPTH	RETURN	CALLEE

function value(text)
{
	sub(/^[^:]*: */, "", text)
	sub(/^\([^)]*\): */, "", text)
	sub(/[ \t]+$/, "", text)
	return text
}

function emit()
{
	if (kind == "unit")
		print kind, offset, name, low, statements
	else if (kind == "subprogram")
		print kind, offset, depth, name, file, line, origin, low, high, ranges, inl, \
			declaration
	else if (kind == "inlined")
		print kind, offset, depth, origin, low, high, ranges, call, entry
	else if (kind == "call")
		print kind, offset, depth, back, callee
	else if (kind == "block")
		print kind, offset, depth
	kind = ""
}

BEGIN { OFS = "\t" }

/^ </ {
	if (kind != "")
		emit()
	if ($0 ~ /DW_TAG_subprogram/)
		kind = "subprogram"
	else if ($0 ~ /DW_TAG_inlined_subroutine/)
		kind = "inlined"
	else if ($0 ~ /DW_TAG_(compile|partial)_unit/)
		kind = "unit"
	else if ($0 ~ /DW_TAG_call_site\)/)
		kind = "call"
	else if ($0 ~ /DW_TAG_lexical_block/)
		kind = "block"
	else
		next
	split($1, part, /[<>]+/)
	depth = part[2]
	offset = part[3]
	name = file = line = origin = low = high = ranges = inl = declaration = call = entry = statements = back = callee = "-"
	next
}

kind == "" { next }

/DW_AT_name / { name = value($0); next }
/DW_AT_decl_file / { file = value($0); next }
/DW_AT_decl_line / { line = value($0); next }
/DW_AT_stmt_list / { statements = value($0); next }
/DW_AT_call_line / { call = value($0); next }
/DW_AT_(abstract_origin|specification) *:/ {
	origin = value($0)
	gsub(/[<>]|0x/, "", origin)
	next
}
/DW_AT_call_return_pc/ { back = value($0); next }
/DW_AT_call_origin/ {
	callee = value($0)
	gsub(/[<>]|0x/, "", callee)
	next
}
/DW_AT_low_pc / { low = value($0); next }
/DW_AT_high_pc / { high = value($0); next }
/DW_AT_entry_pc / { entry = value($0); next }
/DW_AT_ranges / { ranges = value($0); next }
/DW_AT_inline / { inl = $4; next }
/DW_AT_declaration / { declaration = value($0); next }

END { if (kind != "") emit() }
