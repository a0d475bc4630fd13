package dev.tamis.media;

import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_IDCT_SIMPLE;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PATCHWELCOME;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's decoders for single pictures. A file goes to the decoder of its format as one packet: no container is opened
 * and no input is read by FFmpeg itself, so that nothing a file says can make it look elsewhere. One thread; a frame is
 * valid until the next one is decoded.
 */
final class FrameDecoder {
    /** FFmpeg's negative errno for memory, which is the same on all systems it is built for here. */
    private static final int NO_MEMORY = -12;

    private final long pixels;
    private final int nativeMiB;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();

    FrameDecoder(MediaLimits limits) {
        this.pixels = limits.pixels();
        this.nativeMiB = limits.nativeMiB();
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(Math.min(Integer.MAX_VALUE - 64L, (long) nativeMiB << 20));
    }

    /**
     * Decodes the first frame of a packet.
     *
     * @param codec FFmpeg's name of the decoder
     * @param format for error texts
     * @param config what the container says to the decoder; null for nothing
     */
    AVFrame decode(String codec, String format, byte[] config, byte[] data) throws ExtractionException {
        av_frame_unref(frame);
        AVCodec decoder = avcodec_find_decoder_by_name(codec);
        if (decoder == null) {
            throw new ExtractionException(Reason.IMAGE_FORMAT, "no decoder for " + format);
        }
        AVCodecContext context = avcodec_alloc_context3(decoder);
        try {
            context.thread_count(1);
            context.max_pixels(pixels);
            // FFmpeg's TIFF decoder would also refuse every tag that it does not know.
            context.err_recognition(codec.equals("tiff") ? 0 : AV_EF_EXPLODE | AV_EF_CRCCHECK);
            // The one that gives the same on all machines.
            context.idct_algo(FF_IDCT_SIMPLE);
            if (config != null) {
                Pointer extra = av_mallocz(config.length + (long) AV_INPUT_BUFFER_PADDING_SIZE);
                BytePointer bytes = new BytePointer(extra);
                bytes.put(config, 0, config.length);
                context.extradata(bytes).extradata_size(config.length);
            }
            check(avcodec_open2(context, decoder, (AVDictionary) null), format);
            check(av_new_packet(packet, data.length), format);
            packet.data().put(data, 0, data.length);
            int sent = avcodec_send_packet(context, packet);
            av_packet_unref(packet);
            check(sent, format);
            int received = avcodec_receive_frame(context, frame);
            if (received < 0) {
                // Decoders of video hold a frame back until they hear that no more comes.
                avcodec_send_packet(context, null);
                received = avcodec_receive_frame(context, frame);
            }
            check(received, format);
        } finally {
            avcodec_free_context(context);
        }
        if (frame.decode_error_flags() != 0 || (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0) {
            throw new ExtractionException(Reason.IMAGE_CORRUPT, "a " + format + " image has damaged parts");
        }
        if (frame.width() < 1 || frame.height() < 1 || frame.data(0) == null) {
            throw new ExtractionException(Reason.IMAGE_CORRUPT, "a " + format + " image decodes to nothing");
        }
        return frame;
    }

    private void check(int result, String format) throws ExtractionException {
        if (result >= 0) {
            return;
        }
        if (result == NO_MEMORY) {
            throw new ExtractionException(
                    Reason.IMAGE_TOO_LARGE,
                    "a " + format + " image needs more native memory than there is (limits.media.native_mib = "
                            + nativeMiB + ")");
        }
        byte[] text = new byte[256];
        av_strerror(result, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        throw new ExtractionException(
                result == AVERROR_PATCHWELCOME() ? Reason.IMAGE_FORMAT : Reason.IMAGE_CORRUPT,
                "a " + format + " image does not decode: " + new String(text, 0, length, StandardCharsets.UTF_8));
    }
}
