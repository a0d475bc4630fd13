package dev.tamis.tokenizer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs with the segmentations that the trainer saw for them.
 *
 * @param samples in file order
 * @param unknown fields of later versions, kept for a rewrite
 */
public record SelfTest(List<Sample> samples, UnknownFieldSet unknown) {
    private static final int SAMPLE_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int INPUT_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int EXPECTED_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /**
     * One stored check.
     *
     * @param input a raw line, in UTF-8 if the corpus was; null when the file leaves it out
     * @param expected its pieces in UTF-8, separated by spaces; null when the file leaves them out
     * @param unknown fields of later versions, kept for a rewrite
     */
    public record Sample(ByteString input, ByteString expected, UnknownFieldSet unknown) {}

    public SelfTest {
        samples = List.copyOf(samples);
    }

    static SelfTest read(SelfTest before, CodedInputStream in) throws IOException {
        List<Sample> samples = new ArrayList<>(before == null ? List.of() : before.samples);
        UnknownFieldSet.Builder rest =
                before == null ? UnknownFieldSet.newBuilder() : UnknownFieldSet.newBuilder(before.unknown);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag != SAMPLE_TAG) {
                rest.mergeFieldFrom(tag, in);
                continue;
            }
            int limit = in.pushLimit(in.readRawVarint32());
            samples.add(readSample(in));
            in.checkLastTagWas(0);
            in.popLimit(limit);
        }
        return new SelfTest(samples, rest.build());
    }

    private static Sample readSample(CodedInputStream in) throws IOException {
        ByteString input = null;
        ByteString expected = null;
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case INPUT_TAG -> input = in.readBytes();
                case EXPECTED_TAG -> expected = in.readBytes();
                default -> rest.mergeFieldFrom(tag, in);
            }
        }
        return new Sample(input, expected, rest.build());
    }

    void write(CodedOutputStream out) throws IOException {
        for (Sample sample : samples) {
            SentencePieceModel.writeMessage(out, 1, message -> {
                if (sample.input != null) {
                    message.writeBytes(1, sample.input);
                }
                if (sample.expected != null) {
                    message.writeBytes(2, sample.expected);
                }
                sample.unknown.writeTo(message);
            });
        }
        unknown.writeTo(out);
    }
}
