package dev.tamis.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGRA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB48BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import java.awt.image.BufferedImage;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/** Pictures by FFmpeg's encoders, for formats that the JDK does not write. */
final class EncodedFrames {
    private EncodedFrames() {}

    /**
     * One encoded frame, or null where this FFmpeg has no such encoder.
     *
     * @param codec {@code libwebp}, {@code jpeg2000} (RGB), {@code png} (16 bits a channel), {@code libaom-av1} (Y'CbCr of
     *     full range)
     */
    static byte[] encode(String codec, BufferedImage image) {
        av_log_set_level(AV_LOG_QUIET);
        AVCodec encoder = avcodec_find_encoder_by_name(codec);
        if (encoder == null) {
            return null;
        }
        int format = switch (codec) {
            case "libwebp" -> AV_PIX_FMT_BGRA;
            case "png" -> AV_PIX_FMT_RGB48BE;
            case "libaom-av1" -> AV_PIX_FMT_YUV444P;
            case "mjpeg" -> AV_PIX_FMT_YUV420P;
            default -> AV_PIX_FMT_RGB24;
        };
        AVCodecContext context = avcodec_alloc_context3(encoder);
        AVFrame frame = av_frame_alloc();
        AVPacket packet = av_packet_alloc();
        try {
            context.width(image.getWidth()).height(image.getHeight()).pix_fmt(format);
            context.time_base(new AVRational().num(1).den(25));
            context.thread_count(1);
            context.color_range(AVCOL_RANGE_JPEG).colorspace(AVCOL_SPC_SMPTE170M);
            av_opt_set(context, "lossless", "1", 1);
            av_opt_set(context.priv_data(), "lossless", "1", 0);
            av_opt_set(context.priv_data(), "crf", "4", 0);
            av_opt_set(context.priv_data(), "usage", "allintra", 0);
            if (avcodec_open2(context, encoder, (AVDictionary) null) < 0) {
                throw new IllegalStateException(codec + " does not open");
            }
            frame.format(format).width(image.getWidth()).height(image.getHeight());
            frame.color_range(AVCOL_RANGE_JPEG).colorspace(AVCOL_SPC_SMPTE170M);
            if (av_frame_get_buffer(frame, 0) < 0) {
                throw new IllegalStateException("no memory");
            }
            fill(frame, image, format);
            frame.pts(0);
            if (avcodec_send_frame(context, frame) < 0) {
                throw new IllegalStateException(codec + " does not take the frame");
            }
            avcodec_send_frame(context, null);
            if (avcodec_receive_packet(context, packet) < 0) {
                throw new IllegalStateException(codec + " gives no packet");
            }
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return bytes;
        } finally {
            av_packet_free(packet);
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }

    private static void fill(AVFrame frame, BufferedImage image, int format) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int p = image.getRGB(x, y);
                int r = p >> 16 & 0xFF;
                int g = p >> 8 & 0xFF;
                int b = p & 0xFF;
                if (format == AV_PIX_FMT_BGRA) {
                    put(frame, 0, 4 * x, y, b, g, r, p >>> 24);
                } else if (format == AV_PIX_FMT_RGB24) {
                    put(frame, 0, 3 * x, y, r, g, b);
                } else if (format == AV_PIX_FMT_RGB48BE) {
                    put(frame, 0, 6 * x, y, r, r, g, g, b, b);
                } else {
                    put(frame, 0, x, y, (int) Math.round(0.299 * r + 0.587 * g + 0.114 * b));
                    put(frame, 1, x, y, (int) Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b));
                    put(frame, 2, x, y, (int) Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b));
                }
            }
        }
    }

    private static void put(AVFrame frame, int plane, int x, int y, int... values) {
        BytePointer data = frame.data(plane);
        for (int i = 0; i < values.length; i++) {
            data.put((long) y * frame.linesize(plane) + x + i, (byte) Math.max(0, Math.min(255, values[i])));
        }
    }
}
