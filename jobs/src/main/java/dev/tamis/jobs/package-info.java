/** jobs. */
package dev.tamis.jobs;
