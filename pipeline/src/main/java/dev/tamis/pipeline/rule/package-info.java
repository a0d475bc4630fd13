/** Rules: named Spark SQL expressions over signals that decide what is kept, read from files and checked without Spark. */
package dev.tamis.pipeline.rule;
