package dev.tamis.pipeline.source;

import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.pipeline.recipe.SourceSpec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.InvalidRecordException;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Reads the text of a Parquet shard. Scalar columns beside the text go into {@code meta}; the offset of a record is the
 * number of its row, since a row has no byte offset.
 */
final class ParquetShardReader extends ParquetRows {
    private final Embedding.Builder numbers = new Embedding.Builder();

    ParquetShardReader(Path path, Shard shard, SourceSpec source, Limits limits, Configuration conf) {
        super(path, shard, source, limits, conf);
    }

    @Override
    MessageType project(MessageType schema) {
        String text = source.textField();
        if (!schema.containsField(text) || !isString(schema.getType(text))) {
            throw new InvalidRecordException("no string column \"" + text + "\" among "
                    + schema.getFields().stream().map(Type::getName).toList());
        }
        String embedding = source.embeddingField();
        if (embedding != null && schema.containsField(embedding) && !isVector(schema.getType(embedding))) {
            throw new InvalidRecordException(
                    "column \"" + embedding + "\" is no list of float or double, but " + schema.getType(embedding));
        }
        Types.MessageTypeBuilder some = Types.buildMessage();
        int columns = 0;
        for (Type column : schema.getFields()) {
            boolean wanted = column.getName().equals(text)
                    || column.getName().equals(source.idField())
                    || column.getName().equals(source.urlField())
                    || column.getName().equals(embedding);
            if (wanted || (isScalar(column) && columns < MOST_COLUMNS)) {
                some.addField(column);
                columns++;
            }
        }
        return some.named(schema.getName());
    }

    @Override
    ShardEntry entry(Group group) {
        Map<String, String> meta = new TreeMap<>();
        GroupType type = projection();
        String url = null;
        String id = "row " + row();
        for (int i = 0; i < type.getFieldCount(); i++) {
            String name = type.getFieldName(i);
            if (name.equals(source.textField())
                    || name.equals(source.embeddingField())
                    || group.getFieldRepetitionCount(i) == 0) {
                continue;
            }
            String value = group.getValueToString(i, 0);
            if (name.equals(source.urlField())) {
                url = value;
            } else if (name.equals(source.idField())) {
                id = value;
            } else if (value.length() <= MOST_META_CHARS) {
                meta.put(name, value);
            }
        }
        Origin origin = new Origin(shard.name(), row(), -1, id, url, null, null);
        if (group.getFieldRepetitionCount(source.textField()) == 0) {
            return damaged(origin, Reason.JSON_FIELD, "", "column \"" + source.textField() + "\" is null");
        }
        byte[] content = group.getBinary(source.textField(), 0).getBytes();
        if (content.length > limits.recordBytes()) {
            return damaged(
                    origin,
                    Reason.RECORD_TOO_LARGE,
                    "",
                    String.format(
                            Locale.ROOT,
                            "text of %,d bytes (limits.record_bytes is %,d)",
                            content.length,
                            limits.recordBytes()));
        }
        if (!isUtf8(content)) {
            return damaged(origin, Reason.TEXT_CHARSET, "", "text is not UTF-8");
        }
        return new ShardEntry.RawRecord(origin, content, true, meta, embedding(group));
    }

    /** Whether a column is a list of numbers, in Parquet's three levels, in the older two, or repeated as it is. */
    private static boolean isVector(Type column) {
        if (column.isPrimitive()) {
            return column.isRepetition(Type.Repetition.REPEATED) && isReal(column);
        }
        GroupType list = column.asGroupType();
        if (list.isRepetition(Type.Repetition.REPEATED) || list.getFieldCount() != 1) {
            return false;
        }
        Type repeated = list.getType(0);
        if (!repeated.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        return isReal(repeated)
                || (!repeated.isPrimitive()
                        && repeated.asGroupType().getFieldCount() == 1
                        && !repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
                        && isReal(repeated.asGroupType().getType(0)));
    }

    private static boolean isReal(Type column) {
        return column.isPrimitive()
                && (column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FLOAT
                        || column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE);
    }

    /** The vector of a row as it is stored, empty if it cannot be used, null if there is none. */
    private byte[] embedding(Group row) {
        String name = source.embeddingField();
        if (name == null || !projection().containsField(name)) {
            return null;
        }
        Type column = projection().getType(name);
        int given = row.getFieldRepetitionCount(name);
        if (given == 0) {
            return column.isRepetition(Type.Repetition.REPEATED) ? Embedding.UNUSABLE : null;
        }
        numbers.clear();
        if (column.isPrimitive()) {
            for (int i = 0; i < given; i++) {
                numbers.add(number(row, column, row.getType().getFieldIndex(name), i));
            }
            return numbers.bytes();
        }
        Group list = row.getGroup(name, 0);
        Type repeated = column.asGroupType().getType(0);
        int items = list.getFieldRepetitionCount(0);
        for (int i = 0; i < items; i++) {
            if (repeated.isPrimitive()) {
                numbers.add(number(list, repeated, 0, i));
            } else {
                Group item = list.getGroup(0, i);
                Type element = repeated.asGroupType().getType(0);
                numbers.add(item.getFieldRepetitionCount(0) == 0 ? Float.NaN : number(item, element, 0, 0));
            }
        }
        return numbers.bytes();
    }

    private static float number(Group group, Type column, int field, int index) {
        return column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FLOAT
                ? group.getFloat(field, index)
                : (float) group.getDouble(field, index);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
