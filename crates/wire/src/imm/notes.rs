//! What was decided where the documents are silent, for `docs/compatibility.md`.

use super::ImmOperation;

/// The decisions about one operation.
pub(super) const fn of(operation: ImmOperation) -> &'static [&'static str] {
    match operation {
        ImmOperation::AttachOSSBucket => &[
            "The bucket must be one that this server knows (`buckets`). A bucket need not be attached to be bound; attaching \
             lets those of its bindings go on that detaching stopped.",
        ],
        ImmOperation::CreateBinding => &[
            "`URI` is `oss://bucket`, `oss://bucket/prefix` or a drive's `pds://domains/D/drives/V`. `DatasetName` is \
             needed. The whole place is looked at again `media.scan_seconds` after each look: what is new or has another \
             fingerprint is indexed, and files of the dataset whose objects are gone are taken out, however they came in.",
            "`State` is `Ready`, `Running`, `Stopped` (its bucket was detached), `Retrying` (what it follows cannot be \
             reached) or `Failed` (it is not there; it is looked for again). `Reason` says why.",
        ],
        ImmOperation::CreateDataset | ImmOperation::UpdateDataset => &[
            "Limits that are not given are the project's. An unknown `TemplateId` is `InvalidArgument`; an empty one leaves \
             the project's in force. An update changes what is given, and empty texts and lists change nothing; files that \
             are indexed already are not looked at again.",
        ],
        ImmOperation::CreateProject | ImmOperation::UpdateProject => &[
            "`ServiceRole` is kept and of no effect: buckets are those of the server's configuration. Tags: at most 20, \
             each key once. The limits in a project's record are those that its new datasets get.",
        ],
        ImmOperation::DeleteBinding => &[
            "What the binding brought stays in the dataset. `Cleanup` (`true`), a parameter of our own, has a job take out \
             every file under the URI.",
        ],
        ImmOperation::DeleteDataset => &[
            "A dataset with bindings is `ResourceInUse`. It is gone at once; what was in it is cleared away by a job.",
        ],
        ImmOperation::DeleteProject => {
            &["A project with datasets is `ResourceInUse`. Its attached buckets and its tasks go with it."]
        }
        ImmOperation::DetachOSSBucket => &[
            "Bindings of the bucket are `Stopped` where they are, in all projects; what they brought stays.",
        ],
        ImmOperation::GetTask => &[
            "Tasks are kept for seven days after their end. A task of another `TaskType` is `ResourceNotFound`.",
        ],
        ImmOperation::IndexFileMeta | ImmOperation::BatchIndexFileMeta => &[
            "Indexing again keeps `CreateTime`, and what clients said where neither the request nor the content says \
             anything; of two files with one URI in a batch the later counts. Lists and labels have at most 100 entries, \
             texts 4096 bytes.",
            "`Notification` takes an `http` or `https` URL in `ExtendedMessageURI`, and each file is told by a signed \
             `POST` (`docs/media.md`); topics of MNS and RocketMQ are `InvalidArgument`.",
        ],
        ImmOperation::CompareImageFaces => {
            &["The largest face of each picture counts; 0 to 1, the cosine of their vectors."]
        }
        ImmOperation::CreateArchiveFileInspectionTask => &[
            "What is found is the task's `Message`, JSON text: `Files` with `Path` and `Size`, and `Incomplete` with the \
             reasons why there may be more. Zip, tar and gzip of up to 256 MiB; a password is `UnsupportedOperation`.",
        ],
        ImmOperation::CreateFileCompressionTask => &[
            "Files are stored, not deflated, as in the hosted service. `Mode` is `fullname` or `prefix`; `Alias` is the \
             file's name in the zip, or that of the folder that takes the place of the prefix's. `SourceManifestURI` is \
             `UnsupportedOperation`.",
        ],
        ImmOperation::CreateFileUncompressionTask => &[
            "Members go to `TargetURI` as a folder, without it beside the archive. What leads elsewhere or cannot be read \
             whole is left out, and then the task fails and says how many were written. 1 GiB in all, 256 MiB a member; a \
             password is `UnsupportedOperation`.",
        ],
        ImmOperation::DetectImageCropping => &[
            "`auto` is the best of seven usual shapes, and what an absent `AspectRatios` means. `InclusionHints` are \
             accepted and match nothing.",
        ],
        ImmOperation::ExtractDocumentText => &["A text is cut at 2 MB; `SourceType` is an extension."],
        ImmOperation::GetFileMeta => &["A file that is not in the dataset is an empty `Files`."],
        ImmOperation::UpdateFileMeta | ImmOperation::BatchUpdateFileMeta => &[
            "Empty texts, lists and maps count as not given. `Figures` are told by their `FigureId`: one that is there \
             gets what is given, another is added; other lists are replaced.",
        ],
        ImmOperation::ListBindings => &["`URI` selects one; `Name` selects nothing, for bindings have none."],
        ImmOperation::ListRegions => &["There is one region, the server itself: `media.region`."],
        ImmOperation::ListTasks => &[
            "Newest first unless `Order` is `asc`. `TagSelector` is `key=value`, several with commas; all must hold.",
        ],
        ImmOperation::BatchGetFileMeta => &[
            "Files come in the order of `URIs`, a URI that is there twice is answered twice, and one that is not in the \
             dataset is left out. 0 and 101 URIs are `InvalidArgument`.",
            "`WithFields` takes every top-level name of `File`; another is `InvalidArgument` and is named.",
        ],
        ImmOperation::CreateFigureClusteringTask => &[
            "Figures whose vectors have a cosine of 0.5 or more with the middle of a cluster join it; the others are \
             grouped among themselves by Chinese Whispers, and two or more make a cluster. What a figure's record names \
             stays, so that clients may correct it; a cluster without figures goes, unless it has a name, a custom id \
             or custom labels. Vectors come from a model of the operator's.",
        ],
        ImmOperation::CreateLocationDateClusteringTask => &[
            "A file belongs to the day that its `ProduceTime` shows in its own offset, and for each level to the place \
             of its first address that reaches it. Clusters of the levels that are asked for are made anew: those at the \
             same place with time in common keep their ids, titles and labels.",
        ],
        ImmOperation::FuzzyQuery => &[
            "The words of `Query` must stand together, in this order and without regard to case, in some text of the \
             record: labels, addresses, texts seen and custom labels too; not in URIs, digests, ids and `EXIF`.",
            "Without `Sort`, files come by URI; fields without an `Order` are ascending. `MaxResults` 0 is 100.",
        ],
        ImmOperation::QueryFigureClusters => &[
            "`CustomLabels` is `key=value` or `key`, several with commas, or a JSON object; all must hold. `Sort` is \
             `ObjectId`, `CreateTime`, `UpdateTime`, `FaceCount`, `ImageCount`, `VideoCount` or `Name`.",
            "`Cover` is the file as it is now, with the one figure: the best by `FaceQuality` and size, or the chosen one.",
        ],
        ImmOperation::QueryLocationDateClusters => &[
            "`CustomLabels` is `key=value` or `key`, several with commas, or a JSON object; all must hold. `Title` is \
             found anywhere in the title, without regard to case. Of `Address`, what is given must be so.",
        ],
        ImmOperation::SearchImageFigureCluster => {
            &["`SourceURI` is a file of the dataset whose figures have vectors; for others the answer is \
             `ResourceNotFound`, or `UnsupportedOperation` where no model told."]
        }
        ImmOperation::SemanticQuery => &[
            "Orders by words, by vectors (where a model tells), by places and by labels are fused by reciprocal rank. Times \
             and kinds of files that the query speaks of, in English or Chinese, narrow the result, but never to nothing \
             where it has other words; days are those of UTC, seasons those of the north.",
            "`SourceURI` is a file of the dataset. `NextToken` is ignored.",
        ],
        ImmOperation::SimpleQuery => &[
            "Elements of paths in messages count from 1. A query has at most 100 conditions in all and five levels of \
             sub-queries; `not` holds where none of its sub-queries does; `nested` may leave out its field. `exist` takes \
             arrays too, and `false` turns it round. `geo-polygon` is not served.",
            "Values are compared byte by byte, those of `CustomLabels` too. One cannot sort by \
             `LatLong`, nor within arrays; files without a value come last. `MaxResults` 0 is 100.",
            "At most 20 aggregations; all are exact. Times come in milliseconds since 1970.",
        ],
        ImmOperation::UpdateFigureCluster => {
            &["Another `MetaLockVersion` than the cluster's is `InvalidArgument`, which says the cluster's."]
        }
        _ => &[],
    }
}
