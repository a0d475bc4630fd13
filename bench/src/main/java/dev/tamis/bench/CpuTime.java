package dev.tamis.bench;

import java.lang.management.ManagementFactory;

/** What measures spend, where part of the work is done by child processes. */
public final class CpuTime {
    private CpuTime() {}

    /** CPU time of this process and its children so far, in seconds. */
    public static double seconds() {
        double seconds = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
        return seconds
                + ProcessHandle.current()
                        .descendants()
                        .mapToDouble(
                                p -> p.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
                        .sum();
    }
}
