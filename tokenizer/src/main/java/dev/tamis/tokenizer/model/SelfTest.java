package dev.tamis.tokenizer.model;

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
     * @param input a raw line
     * @param expected its pieces, separated by spaces
     * @param unknown fields of later versions, kept for a rewrite
     */
    public record Sample(String input, String expected, UnknownFieldSet unknown) {}

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
        String input = "";
        String expected = "";
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case INPUT_TAG -> input = in.readString();
                case EXPECTED_TAG -> expected = in.readString();
                default -> rest.mergeFieldFrom(tag, in);
            }
        }
        return new Sample(input, expected, rest.build());
    }

    void write(CodedOutputStream out) throws IOException {
        for (Sample sample : samples) {
            SentencePieceModel.writeMessage(out, 1, message -> {
                message.writeString(1, sample.input);
                message.writeString(2, sample.expected);
                sample.unknown.writeTo(message);
            });
        }
        unknown.writeTo(out);
    }
}
